for (const head of document.querySelectorAll("table.sorted th")) {
  const button = document.createElement("button");
  button.type = "button";
  button.title = "sort";
  button.append(...head.childNodes);
  head.append(button);
  button.addEventListener("click", () => {
    const body = head.closest("table").tBodies[0];
    const down = head.getAttribute("aria-sort") === "ascending";
    for (const other of head.parentNode.children) other.removeAttribute("aria-sort");
    head.setAttribute("aria-sort", down ? "descending" : "ascending");
    const text = row => row.cells[head.cellIndex].textContent;
    const order = (a, b) => {
      const [x, y] = [parseFloat(text(a)), parseFloat(text(b))];
      return Number.isNaN(x) || Number.isNaN(y) ? text(a).localeCompare(text(b)) : x - y;
    };
    const rows = [...body.rows].sort(order);
    body.append(...(down ? rows.reverse() : rows));
  });
}
