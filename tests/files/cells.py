"""Numbers, format codes, and what a spreadsheet shows of one under the other; read from ECMA-376 Part 1, 18.8.31.

Spreadsheets agree on each: the .ods among the fixtures holds what LibreOffice made of the codes.
"""

from __future__ import annotations

import io
from pathlib import Path

import xlsxwriter

CELLS: tuple[tuple[float, str, str], ...] = (
    (12, "General", "12"),
    (12.5, "General", "12.5"),
    (-12.5, "General", "-12.5"),
    (7, "@", "7"),
    (12.345, "0", "12"),
    (2.5, "0", "3"),
    (-2.5, "0", "-3"),
    (12.5, "0.00", "12.50"),
    (1.005, "0.00", "1.01"),
    (0, "0.00", "0.00"),
    (0.5, "#.00", ".50"),
    (5, "000", "005"),
    (1234, "#,##0", "1,234"),
    (999, "#,##0", "999"),
    (-1234567, "#,##0", "-1,234,567"),
    (1234.567, "#,##0.00", "1,234.57"),
    (0.985, "0%", "99%"),
    (0.985, "0.0%", "98.5%"),
    (1, "0.00%", "100.00%"),
    (-0.0123, "0.00%", "-1.23%"),
    (98.5, r"0.0\%", "98.5%"),
    (12, '0"件"', "12件"),
    (12, '0" 件"', "12 件"),
    (12, "0_ ", "12"),
    (5, "0_);(0)", "5"),
    (-5, "0_);(0)", "(5)"),
    (-1234.5, r"#,##0.00_ ;[Red]\-#,##0.00\ ", "-1,234.50"),
    (0, r'_ * #,##0.00_ ;_ * \-#,##0.00_ ;_ * "-"??_ ;_ @_ ', "-"),
    (1234.5, r'_ * #,##0.00_ ;_ * \-#,##0.00_ ;_ * "-"??_ ;_ @_ ', "1,234.50"),
    (0, "0;-0;;@", ""),
    (3, "0;-0;;@", "3"),
    (0, '0.0;-0.0;"无"', "无"),
    (12.5, '"¥"#,##0.00', "¥12.50"),
    (-12.5, '"¥"#,##0.00', "-¥12.50"),
    (12.5, "[$¥-804]#,##0.00", "¥12.50"),
    (12345, r'0\.0,"万"', "1.2万"),
    (1234567, "0.0,", "1234.6"),
    (45000, 'yyyy"年"m"月"d"日"', "2023年3月15日"),
    (45000, 'yyyy"年"m"月"', "2023年3月"),
    (45000, 'm"月"d"日"', "3月15日"),
    (45000, "yyyy/m/d", "2023/3/15"),
    (45000, "yyyy-mm-dd", "2023-03-15"),
    (45000, '[$-804]yyyy"年"m"月"d"日";@', "2023年3月15日"),
    (45000.75, "yyyy/m/d h:mm", "2023/3/15 18:00"),
    (0.4305555555555556, "h:mm:ss", "10:20:00"),
)


def formatted(path: Path, cells: tuple[tuple[float, str, str], ...] = CELLS) -> None:
    """A workbook of one table: in each row a number in its format, and what must be shown, as words."""
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("格式")
        sheet.write_row(0, 0, ("数字", "显示"))
        for row, (value, code, shown) in enumerate(cells, 1):
            sheet.write_number(row, 0, value, book.add_format({"num_format": code}))
            sheet.write_string(row, 1, shown or "（空）")


def no_noughts() -> bytes:
    """A workbook whose view hides cells that are 0."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as book:
        percent = book.add_format({"num_format": "0.0%"})
        sheet = book.add_worksheet()
        sheet.hide_zero()
        sheet.write_column(0, 0, (0, 0.5), percent)
        sheet.write_column(0, 1, (0, 1))
    return out.getvalue()
