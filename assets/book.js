(() => {
  const SETTLED = 4000; // milliseconds after the page has loaded
  const PAUSE = 50;

  /**
   * Lets the keyboard reach code and outputs that are wider than the page, and only those. What is folded, or far below the screen,
   * is left alone until it is laid out: asking for its width would do that at once.
   */
  function makeWideBlocksFocusable() {
    for (const block of document.querySelectorAll(".highlight pre, .math-wrapper, .table-wrapper")) {
      if (block.checkVisibility?.({ contentVisibilityAuto: true }) === false) continue;
      if (block.scrollWidth > block.clientWidth) block.tabIndex = 0;
      else block.removeAttribute("tabindex");
    }
  }

  /** Lays out, a section at a time, what the stylesheet has left for later, so that a picture of the page is whole. */
  function layOut(sections) {
    sections.shift()?.classList.add("d2l-laid-out");
    if (sections.length) setTimeout(layOut, PAUSE, sections);
    else makeWideBlocksFocusable();
  }

  addEventListener("resize", makeWideBlocksFocusable);
  addEventListener("toggle", makeWideBlocksFocusable, true); // an event that does not bubble
  addEventListener("load", () => {
    makeWideBlocksFocusable();
    setTimeout(layOut, SETTLED, [...document.querySelectorAll("article section")]);
  });
})();
