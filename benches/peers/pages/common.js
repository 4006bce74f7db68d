// What the pages of the benchmark share: feeding a text in pieces, and seeing when something is shown.

/** Gives `update` the text as it grows, one piece every `pace` milliseconds, each piece in a frame of its own. */
window.feed = async (chunks, pace, update) => {
  const frame = () => new Promise((done) => requestAnimationFrame(done));
  const start = performance.now();
  let text = "";
  for (const [index, chunk] of chunks.entries()) {
    const wait = start + index * pace - performance.now();
    if (wait > 0) await new Promise((done) => setTimeout(done, wait));
    performance.mark("update");
    text += chunk;
    await update(text);
    await frame();
  }
  performance.mark("finish");
};

/** Resolves with the milliseconds until an element is in the page and laid out. */
window.shown = (selector, start) =>
  new Promise((done, fail) => {
    performance.mark("show");
    const began = performance.now();
    const look = () => {
      const element = document.querySelector(selector);
      if (!element) return false;
      element.getBoundingClientRect();
      done(performance.now() - began);
      return true;
    };
    const observer = new MutationObserver(() => {
      if (look()) observer.disconnect();
    });
    observer.observe(document, { childList: true, subtree: true });
    window.addEventListener("error", (event) => fail(event.error ?? new Error(event.message)));
    window.addEventListener("unhandledrejection", (event) => fail(event.reason));
    Promise.resolve(start()).catch(fail);
  });
