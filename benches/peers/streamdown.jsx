// Streamdown as its documentation has it for a text that a model is writing: one component, its
// children the text so far.
import { createRoot } from "react-dom/client";
import { Streamdown } from "streamdown";

const root = createRoot(document.getElementById("out"));
window.update = (text) => {
  root.render(<Streamdown isAnimating>{text}</Streamdown>);
};
