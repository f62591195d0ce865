"use strict";
// Sorting and filtering of the tables that ask for it. Everything can be read without; nothing is fetched or kept.
(function () {
  function value(row, column) {
    const cell = row.cells[column];
    return cell ? cell.dataset.value || cell.textContent.trim() : "";
  }
  function compare(one, other) {
    const number = /^-?[\d.\u2009 ]+/;
    const left = number.exec(one), right = number.exec(other);
    if (left && right) {
      const difference = parseFloat(left[0].replace(/[\u2009 ]/g, "")) - parseFloat(right[0].replace(/[\u2009 ]/g, ""));
      if (difference) return difference;
    }
    return one.localeCompare(other, "zh-Hans-CN");
  }
  function sortable(table) {
    const heads = Array.from(table.tHead.rows[0].cells), body = table.tBodies[0];
    heads.forEach(function (head, column) {
      const button = document.createElement("button");
      button.type = "button";
      button.className = "sorter";
      button.textContent = head.textContent;
      head.textContent = "";
      head.append(button);
      button.addEventListener("click", function () {
        const falling = head.getAttribute("aria-sort") === "ascending";
        heads.forEach(function (other) { other.removeAttribute("aria-sort"); });
        head.setAttribute("aria-sort", falling ? "descending" : "ascending");
        const rows = Array.from(body.rows);
        rows.sort(function (one, other) {
          const order = compare(value(one, column), value(other, column));
          return falling ? -order : order;
        });
        body.append(...rows);
      });
    });
  }
  function filterable(table) {
    const rows = Array.from(table.tBodies[0].rows);
    if (rows.length < 2) return;
    const label = document.createElement("label"), input = document.createElement("input"), count = document.createElement("span");
    label.className = "filter";
    input.type = "search";
    input.placeholder = "filter " + table.dataset.filter;
    input.setAttribute("aria-label", input.placeholder);
    count.setAttribute("role", "status");
    label.append(input, count);
    table.closest(".wide").before(label);
    const texts = rows.map(function (row) { return row.textContent.toLowerCase(); });
    input.addEventListener("input", function () {
      const words = input.value.toLowerCase().split(/\s+/).filter(Boolean);
      let shown = 0;
      rows.forEach(function (row, place) {
        const fits = words.every(function (word) { return texts[place].includes(word); });
        row.hidden = !fits;
        shown += fits;
      });
      count.textContent = words.length ? shown + " of " + rows.length : "";
    });
  }
  // The newest years stand at the right.
  document.querySelectorAll("table.heat").forEach(function (table) {
    const frame = table.closest(".wide");
    frame.scrollLeft = frame.scrollWidth;
  });
  document.querySelectorAll("table[data-sort]").forEach(sortable);
  document.querySelectorAll("table[data-filter]").forEach(filterable);
})();
