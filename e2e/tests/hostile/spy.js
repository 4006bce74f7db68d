// Runs in every page before its own scripts: notes what a page that was taken over would do, what its
// policy refused, and for how long it stood still.
for (const name of ["alert", "confirm", "prompt", "print", "open"]) {
  window[name] = () => { window.planted = name; };
}
window.violations = [];
addEventListener("securitypolicyviolation", ({ violatedDirective, blockedURI, sample }) => {
  window.violations.push(`${violatedDirective}: ${blockedURI} ${sample}`);
});
window.stood = 0;
let last = performance.now();
setInterval(() => {
  const now = performance.now();
  window.stood = Math.max(window.stood, now - last);
  last = now;
}, 50);
// What the test itself does costs time as well.
window.standAgain = () => {
  window.stood = 0;
  last = performance.now();
};
