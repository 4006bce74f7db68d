// What must not be in a rendered document, one line each; the body of a function that gets the selector of
// the document. It judges what the browser made of it: its elements, its attributes, its rules of style.
const SVG = "http://www.w3.org/2000/svg";
const HTML = "http://www.w3.org/1999/xhtml";
const ELEMENTS = new Set(("section div p h1 h2 h3 h4 h5 h6 a code pre span em strong del b i small sup sub br hr ul ol li"
  + " dl dt dd blockquote table thead tbody tr th td caption figure figcaption details summary button input label"
  + " header footer main nav aside time kbd wbr").split(" "));
const DRAWING = new Set(("svg g path rect circle ellipse line polyline polygon text tspan defs marker style title desc"
  + " linearGradient stop clipPath symbol").split(" "));
const ADDRESSES = new Set(("href xlink:href src srcset action formaction data poster background cite ping manifest"
  + " longdesc lowsrc dynsrc usemap srcdoc codebase classid archive profile attributionsrc from to values by"
  + " http-equiv").split(" "));
const LOADS = /url\(\s*(?!["']?#)|image-set\(|image\(|src\(|@import|@font-face|expression\(|behavior:|-moz-binding|javascript:/i;
const REORDERS = /[\u202A-\u202E\u2066-\u2069]/;

const root = document.querySelector(arguments[0]);
const found = [];
// The heading of the attack that a node belongs to.
const place = (node) => node.closest(".prose > section")?.querySelector("h2")?.textContent.replace(/#$/, "").trim() ?? "outside";
const tell = (node, what) => found.push(`${place(node)}: ${what}`.slice(0, 300));
const shown = (text) => text.replace(/[\u202A-\u202E\u2066-\u2069]/g, (c) => `<U+${c.codePointAt(0).toString(16)}>`);

for (const node of root.querySelectorAll("*")) {
  const known = node.namespaceURI === HTML ? ELEMENTS : node.namespaceURI === SVG ? DRAWING : null;
  if (!known?.has(node.localName)) tell(node, `the element ${node.outerHTML.slice(0, 120)}`);
  if (node.localName === "input" && (node.type !== "checkbox" || !node.disabled)) tell(node, "a field");
  if (node.shadowRoot) tell(node, "a shadow root");
  for (const { name, value } of node.attributes) {
    if (/^on/i.test(name)) tell(node, `${name}=${value}`);
    if (ADDRESSES.has(name)) {
      const link = node.namespaceURI === HTML && node.localName === "a" && name === "href";
      if (!link || !/^(https?:\/\/[^/?#@]+([/?#]|$)|mailto:[^<>"]+@|#[^/])/.test(value)) tell(node, `${name}=${value}`);
    }
    if (/^(style|fill|stroke|filter|mask|clip-path|marker-\w+|cursor)$/.test(name) && LOADS.test(value)) tell(node, `${name}=${value}`);
    if (/^(name|form|is|slot|popover|contenteditable|autofocus|accesskey|nonce|target)$/.test(name)
      && !(name === "target" && node.localName === "a" && value === "_blank")) tell(node, `${name}=${value}`);
    // Names that nobody sees may be what they are.
    if (!/^(data-|class$|id$)/.test(name) && REORDERS.test(value)) tell(node, `reorders in ${node.localName} ${name}=${shown(value)}`);
  }
  if (node.localName === "a" && /^(https?|mailto):/.test(node.getAttribute("href") ?? "")
    && !(node.relList.contains("noopener") && node.relList.contains("noreferrer"))) tell(node, `rel of ${node.outerHTML.slice(0, 120)}`);
}

// Rules of drawings: only plain ones, that select nothing outside and load nothing.
for (const style of root.querySelectorAll("style")) {
  const drawing = style.closest("svg");
  if (!drawing) tell(style, "a style outside of a drawing");
  if (LOADS.test(style.textContent)) tell(style, `style: ${style.textContent.match(LOADS)[0]}`);
  const outside = [];
  for (const rule of style.sheet?.cssRules ?? []) {
    if (!(rule instanceof CSSStyleRule) || rule.cssRules?.length) {
      tell(style, `rule ${rule.cssText.slice(0, 120)}`);
      continue;
    }
    const hits = [...document.querySelectorAll(rule.selectorText)];
    if (hits.some((hit) => !drawing?.contains(hit))) outside.push(rule.cssText.slice(0, 90));
    for (const property of ["position", "content", "animation-name", "background-image", "cursor", "filter", "z-index"]) {
      if (rule.style.getPropertyValue(property)) tell(style, `${property} in ${rule.cssText.slice(0, 120)}`);
    }
  }
  if (outside.length) tell(style, `${outside.length} rules of a drawing reach out of it: ${outside.slice(-2).join(" and ")}`);
}
// Nothing leaves its place: a drawing's parts are not positioned, and its frame cuts off what is larger.
for (const drawing of root.querySelectorAll("svg")) {
  if ([drawing, ...drawing.querySelectorAll("*")].some((node) => ["fixed", "sticky", "absolute"].includes(getComputedStyle(node).position))) {
    tell(drawing, "a positioned part");
  }
  const frame = drawing.closest(".diagram-canvas");
  const cut = [drawing, frame].some((node) => node && getComputedStyle(node).overflowX !== "visible" && getComputedStyle(node).overflowY !== "visible");
  if (!cut) tell(drawing, "a drawing that nothing cuts off");
}
for (const node of root.querySelectorAll("[style]")) {
  if (/position|inset|z-index|content:|animation|transform-origin/i.test(node.getAttribute("style"))) tell(node, `style of ${node.outerHTML.slice(0, 120)}`);
}

// What the page itself offers can still be reached.
for (const control of document.querySelectorAll("header button, header a, header select")) {
  const { left, top, width, height } = control.getBoundingClientRect();
  const hit = document.elementFromPoint(left + width / 2, top + height / 2);
  if (width > 0 && hit && hit.closest(".prose") && !control.closest(".prose")) tell(hit, `covers ${control.outerHTML.slice(0, 80)}`);
}

// Reordering characters are nowhere in the page's text either: not in its outline, not in its title.
const walker = document.createTreeWalker(document.documentElement, NodeFilter.SHOW_TEXT);
for (let text = walker.nextNode(); text; text = walker.nextNode()) {
  if (REORDERS.test(text.data)) tell(text.parentElement, `reorders in ${text.parentElement.localName}: ${shown(text.data).trim().slice(0, 120)}`);
}
if (REORDERS.test(document.title)) found.push(`the title: ${shown(document.title)}`);

const seen = new Set();
for (const { id } of document.querySelectorAll("[id]")) {
  if (seen.has(id)) found.push(`two elements with the id ${id}`);
  seen.add(id);
}
if ({}.polluted !== undefined) found.push("a polluted prototype");
return {
  found: [...new Set(found)],
  planted: window.planted === undefined ? null : String(window.planted),
  violations: window.violations ?? [],
  resources: performance.getEntriesByType("resource").map(({ name }) => name),
};
