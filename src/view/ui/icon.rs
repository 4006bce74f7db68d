//! Line icons on a 16-pixel grid. Decorative: the element around names the action.

use leptos::prelude::*;

/// Which icon.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shape {
    /// Three lines.
    Menu,
    /// Two links of a chain.
    Link,
    /// A page with lines.
    Text,
    /// A page with a corner.
    Page,
    /// A plus.
    Plus,
    /// A panel at the right.
    Side,
    /// A cross.
    Close,
    /// An arrow that turns back.
    Undo,
    /// An arrow that turns forward.
    Redo,
}

impl Shape {
    fn path(self) -> &'static str {
        match self {
            Self::Menu => "M2.5 4.5h11M2.5 8h11M2.5 11.5h11",
            Self::Link => {
                "M6.5 9.5l3-3M7 4.5l1.6-1.6a3 3 0 0 1 4.3 4.3L11.3 8.8M9 11.5l-1.6 1.6a3 3 0 0 1-4.3-4.3L4.7 7.2"
            }
            Self::Text => "M3.5 2h9v12h-9zM6 5.5h4M6 8h4M6 10.5h2.5",
            Self::Page => "M4 2h5l3.5 3.5V14H4zM9 2v3.5h3.5",
            Self::Plus => "M8 3v10M3 8h10",
            Self::Side => "M2.5 3h11v10h-11zM9.5 3v10",
            Self::Close => "M4 4l8 8M12 4l-8 8",
            Self::Undo => "M6 3L3 6l3 3M3 6h6.5a3.5 3.5 0 0 1 0 7H6",
            Self::Redo => "M10 3l3 3-3 3M13 6H6.5a3.5 3.5 0 0 0 0 7H10",
        }
    }
}

/// An icon.
#[component]
pub fn Icon(
    /// Which one.
    shape: Shape,
) -> impl IntoView {
    view! {
        <svg class="icon" viewBox="0 0 16 16" aria-hidden="true">
            <path d=shape.path()></path>
        </svg>
    }
}
