"""Damage that cannot be undone and marks of mirrors: found and counted for the quality gate, never cleaned."""

from __future__ import annotations

import re
import unicodedata

# Initials and finals of Hanyu Pinyin (GB/T 16159), toneless; ü also as v and u.
_SYLLABLE = re.compile(
    "(?:[bpmfdtnlgkhjqxrzcsyw]|zh|ch|sh)?"
    "(?:a|o|e|ai|ei|ao|ou|an|en|ang|eng|ong|er|i|ia|ie|iao|iu|ian|in|iang|ing|iong|u|ua|uo|uai|ui|uan|un|uang|ue|v|ve)"
)
# Patterns begin with the character they look for and look back past it: a leading look-behind is tried everywhere.
_NOTE = re.compile("[(\uff08](?<=[\u3400-\u9fff].)([a-zāáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜüńňǹḿ]{1,6})[)\uff09]")
_TONE_MARKS = frozenset("\u0300\u0301\u0304\u030c")

_LOSSY = {
    # A lost character, and the same read as latin-1.
    "replacement_character": re.compile("\ufffd|ï¿½"),
    # U+FFFD U+FFFD in UTF-8, read as GBK: the text was lost before that.
    "kun_jin_kao": re.compile("锟斤拷|锟(?=[\ufffd?])|斤拷锟"),
    # Memory that a C++ debugger filled with CC or CD, read as GBK: never text.
    "debug_fill": re.compile("烫{3,}|屯{4,}"),
    # Chinese written in a charset without Chinese.
    "question_marks": re.compile(r"\?(?<![?=&/\w]\?)\?{3,}"),
    # GBK read one byte out of step: the second byte of a full-width bracket (A8, A9) and the first of the character
    # behind it become bopomofo, or a box line that no drawn table has.
    "gbk_out_of_step": re.compile(
        "[\u3105-\u3129\u2500-\u254b](?<![─│┌┐└┘├┤┬┴┼])(?<=[\u3000-\u9fff].)(?=[\u4e00-\u9fff])"
    ),
    # The rest of a UTF-8 full-width mark that lost its last byte when it was read as GBK.
    "utf8_read_as_gbk_with_loss": re.compile("[锛銆鈥][\ufffd?]"),
}


def lossy_damage(text: str) -> dict[str, int]:
    """Return how often each kind of irreversible damage stands in `text`; kinds that do not occur are left out.

    Kinds: `replacement_character`, `kun_jin_kao` (锟斤拷), `debug_fill` (烫烫烫), `question_marks` (????),
    `gbk_out_of_step` (ㄒ唬┲鲃), `utf8_read_as_gbk_with_loss` (锛?).
    """
    counts = {kind: sum(1 for _ in pattern.finditer(text)) for kind, pattern in _LOSSY.items()}
    return {kind: count for kind, count in counts.items() if count}


def planted_pinyin(text: str) -> int:
    """Return how many Han characters carry a pinyin note in brackets, as in 根據(jù): the mark of a hijacked mirror.

    A note is one syllable; the toneless ones count only in a text that has others with a tone.
    """
    toned = toneless = 0
    for note in _NOTE.finditer(text):
        letters = unicodedata.normalize("NFD", note[1])
        syllable = "".join(letter for letter in letters if letter not in _TONE_MARKS).replace("u\u0308", "v")
        if _SYLLABLE.fullmatch(syllable):
            if len(syllable) < len(letters) and _TONE_MARKS.intersection(letters):
                toned += 1
            else:
                toneless += 1
    return toned + toneless if toned else 0
