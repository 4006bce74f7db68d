// What is wrong with the labels of every diagram on the page, one line each: cut off by the drawing's
// edge, wider than the shape that holds them, or on top of each other. The body of a function.
const SLACK = 1;
const SHAPES = "rect, circle, ellipse, polygon, path";
const found = [];
const box = (element) => element.getBoundingClientRect();
// A line's box reaches above capitals and below descenders; half of that is air.
const ink = (rect) => ({
  left: rect.left, right: rect.right,
  top: rect.top + rect.height * 0.18, bottom: rect.bottom - rect.height * 0.18,
});
const turned = (text) => { const m = text.getScreenCTM(); return Math.abs(m.b) > 0.01 || Math.abs(m.c) > 0.01; };
const lines = (text) => {
  // The box of a turned text is much larger than the text; those are judged by eye.
  if (turned(text)) return [];
  const spans = [...text.children].filter((child) => child.tagName === "tspan" && child.textContent.trim());
  return (spans.length > 1 ? spans : [text]).map(box).filter((rect) => rect.width > 0);
};
// The shape that a label belongs to: of the nearest group that draws one.
const holder = (text) => {
  const group = text.closest("g.node, g.cluster, g.statediagram-cluster, g.note, g.person-man");
  if (!group) return null;
  const shapes = [...group.querySelectorAll(SHAPES)]
    .filter((shape) => !shape.closest("g.label, g.edgeLabel, g.labelBkg") && shape.closest("g.node, g.cluster, g.statediagram-cluster, g.note, g.person-man") === group);
  const rects = shapes.map(box).filter((rect) => rect.width > 0);
  if (rects.length === 0) return null;
  return {
    left: Math.min(...rects.map((r) => r.left)), right: Math.max(...rects.map((r) => r.right)),
    top: Math.min(...rects.map((r) => r.top)), bottom: Math.max(...rects.map((r) => r.bottom)),
  };
};
document.querySelectorAll("svg[aria-roledescription]").forEach((svg) => {
  const figure = svg.closest("figure");
  const name = (figure && figure.id) || svg.id;
  const frame = box(svg);
  const texts = [...svg.querySelectorAll("text")]
    .filter((text) => text.textContent.trim() && !text.closest("defs") && getComputedStyle(text).visibility !== "hidden")
    .map((text) => ({ text, label: text.textContent.trim().slice(0, 40), rects: lines(text).map(ink) }));
  for (const { text, label, rects } of texts) {
    const shape = holder(text);
    for (const rect of rects) {
      const out = Math.max(frame.left - rect.left, rect.right - frame.right, frame.top - rect.top, rect.bottom - frame.bottom);
      if (out > SLACK) found.push(`${name}: “${label}” is cut off by ${out.toFixed(1)}`);
      if (shape) {
        const wide = Math.max(shape.left - rect.left, rect.right - shape.right);
        const high = Math.max(shape.top - rect.top, rect.bottom - shape.bottom);
        if (wide > SLACK || high > SLACK) found.push(`${name}: “${label}” leaves its shape by ${Math.max(wide, high).toFixed(1)}`);
      }
    }
  }
  texts.forEach((one, index) => {
    for (const two of texts.slice(index + 1)) {
      for (const a of one.rects) for (const b of two.rects) {
        const wide = Math.min(a.right, b.right) - Math.max(a.left, b.left);
        const high = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
        if (wide > SLACK && high > SLACK) found.push(`${name}: “${one.label}” and “${two.label}” overlap by ${wide.toFixed(1)} × ${high.toFixed(1)}`);
      }
    }
  });
});
return found;
