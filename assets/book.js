/** Lets the keyboard reach code and outputs that are wider than the page, and only those. */
(() => {
  function makeWideBlocksFocusable() {
    for (const block of document.querySelectorAll(".highlight pre, .math-wrapper, .table-wrapper")) {
      if (block.scrollWidth > block.clientWidth) block.tabIndex = 0;
      else block.removeAttribute("tabindex");
    }
  }
  addEventListener("resize", makeWideBlocksFocusable);
  addEventListener("load", makeWideBlocksFocusable);
})();
