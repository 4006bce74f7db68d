//! Rules of our own for the style sheet of a drawing.

/// Text that stays readable over lines.
macro_rules! halo {
    ($width:literal) => {
        concat!(
            "paint-order:stroke;stroke:var(--d-canvas);stroke-linejoin:round;stroke-width:",
            $width
        )
    };
}

/// What a title looks like.
const TITLE: &str = "font-size:16px;font-weight:600";

/// Rules of our own, after merman's: what its theme variables do not reach.
pub const OWN: &[(&str, &str)] = &[
    // Over the lines that cross them.
    (
        ".cluster-label text",
        "paint-order:stroke;stroke:var(--d-cluster);stroke-width:5px;stroke-linejoin:round",
    ),
    ("[aria-roledescription=c4]>g>text", halo!("4px")),
    // The states of a chart's bars; the later rules are of those that are two at once.
    (
        ".task[class*=' done']",
        "fill:var(--d-surface-3);stroke:var(--d-border)",
    ),
    (
        ".task[class*=' active']",
        "fill:var(--d-accent-wash);stroke:var(--d-accent)",
    ),
    (
        ".task[class*=' crit']",
        "fill:var(--d-series-5);stroke:var(--d-bad)",
    ),
    (".task[class*=' doneCrit']", "stroke:var(--d-bad)"),
    (".task[class*=' activeCrit']", "stroke:var(--d-bad)"),
    (
        ".taskTextOutsideLeft[class]",
        "fill:var(--d-text) !important",
    ),
    (
        ".taskTextOutsideRight[class]",
        "fill:var(--d-text) !important",
    ),
    // The smallest text that there is, and in a colour of text.
    (".packetByte.start", "fill:var(--d-text-2);font-size:11px"),
    (".packetByte.end", "fill:var(--d-text-2);font-size:11px"),
    (".packetByte", "fill:var(--d-text-2);font-size:11px"),
    (".c4-shape .label .c4-type", "font-size:11px"),
    (".c4-external .label-container", "stroke-dasharray:6 4"),
    // Titles, which each family draws in a size of its own.
    ("text[class*=itleText]", TITLE),
    (">text:not([class])", TITLE),
    (".packetTitle", TITLE),
    (".chart-title text", TITLE),
    (".title text", TITLE),
    (".messageText", halo!("4px")),
    (".loopText", halo!("4px")),
    (".loopText tspan", halo!("4px")),
    (".sectionTitle", halo!("4px")),
    (".actor-man text", halo!("4px")),
    (".actor-man tspan", halo!("4px")),
    (
        ".sections .cluster rect",
        "fill:var(--d-cluster);stroke:var(--d-cluster-border)",
    ),
    (".sections .cluster-label text", "font-weight:600"),
    (".kanban-ticket-link", "fill:var(--d-accent);stroke:none"),
    (
        ".kanban-ticket-link text",
        "fill:var(--d-accent) !important;stroke:none",
    ),
    (".branchLabel text", "fill:var(--d-text)"),
    (".tag-label", "font-size:11px"),
    (
        ".commit-label",
        "font-size:11px;paint-order:stroke;stroke:var(--d-canvas);stroke-width:3px",
    ),
    (".architecture-service text", halo!("4px")),
    (
        ".node-labels text",
        "font-size:13px;paint-order:stroke;stroke:var(--d-canvas);stroke-width:3px",
    ),
    (
        ".edgeLabel rect",
        "opacity:1 !important;fill:var(--d-canvas) !important",
    ),
    (
        ".tick text",
        "font-size:12px;fill:var(--d-text-2);stroke:none",
    ),
    (".grid .tick line", "stroke:var(--d-surface-3);opacity:1"),
    (".pieCircle", "stroke:var(--d-canvas);opacity:1"),
    (".legend text", "font-size:14px"),
    (".cluster rect", "rx:6px"),
    (".entityBox", "stroke-width:1px"),
];
