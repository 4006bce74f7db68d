// Put in front of our page's own scripts: notes when the page asks its worker, and when a contract is in
// the document and no longer pending. It changes nothing that the page does.
(() => {
  const post = Worker.prototype.postMessage;
  Worker.prototype.postMessage = function (message, ...rest) {
    const start = Array.isArray(message) ? new TextDecoder().decode(message[0].slice(0, 12)) : "";
    const kind = /^\{"(show|append|finish)"/.exec(start)?.[1];
    if (kind) performance.mark(kind === "append" ? "update" : kind);
    if (kind === "show") window.benchAsked = performance.now();
    return post.call(this, message, ...rest);
  };
  new MutationObserver(() => {
    if (!window.benchAsked || window.benchShown) return;
    const contract = document.querySelector("[data-testid=contract]:not([data-state=pending])");
    if (!contract) return;
    contract.getBoundingClientRect();
    window.benchShown = performance.now() - window.benchAsked;
  }).observe(document, { childList: true, subtree: true });
})();
