/** What Sphinx's search leaves out: its count is told, its excerpts are the page's own text, a folder on disk is no error. */
(() => {
  const NOT_ITS_TEXT = "nav, noscript, button, .katex-html, annotation";
  const { performSearch, htmlToText } = Search;

  Search.performSearch = (query) => {
    performSearch(query);
    Search.status.setAttribute("role", "status");
  };

  Search.htmlToText = (html, anchor) => {
    const page = new DOMParser().parseFromString(html, "text/html");
    page.querySelectorAll(NOT_ITS_TEXT).forEach((node) => node.remove());
    return htmlToText(page.documentElement.outerHTML, anchor);
  };

  // A page opened from disk may not read the others, so there are no excerpts.
  if (location.protocol === "file:") DOCUMENTATION_OPTIONS.SHOW_SEARCH_SUMMARY = false;
})();
