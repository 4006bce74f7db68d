//! The colours and the font of diagrams.
//!
//! merman gets one sentinel colour per role.

use merman::svg::{HostTheme, HostThemeAppearance, ThemeRole};

/// The font of every text in a diagram; `measure.rs` knows its advances.
pub const FONT_STACK: &str =
    "Inter, 'PingFang SC', 'Microsoft YaHei', 'Noto Sans CJK SC', 'Noto Sans SC', sans-serif";

/// The sentinel colour of each role and the custom property that takes its place.
const ROLES: [(ThemeRole, &str, &str); 21] = [
    (ThemeRole::Canvas, "#7e3a10", "--d-canvas"),
    (ThemeRole::Surface, "#7e3a11", "--d-surface"),
    (ThemeRole::SurfaceAlt, "#7e3a12", "--d-surface-2"),
    (ThemeRole::SurfaceMuted, "#7e3a13", "--d-surface-3"),
    (ThemeRole::Text, "#7e3a14", "--d-text"),
    (ThemeRole::SubtleText, "#7e3a15", "--d-text-2"),
    (ThemeRole::Border, "#7e3a16", "--d-border"),
    (ThemeRole::Line, "#7e3a17", "--d-line"),
    (ThemeRole::EdgeLabelBackground, "#7e3a18", "--d-canvas"),
    (ThemeRole::ClusterBackground, "#7e3a19", "--d-cluster"),
    (ThemeRole::ClusterBorder, "#7e3a1a", "--d-cluster-border"),
    (ThemeRole::NoteBackground, "#7e3a1b", "--d-note"),
    (ThemeRole::NoteBorder, "#7e3a1c", "--d-note-border"),
    (ThemeRole::NoteText, "#7e3a1d", "--d-text"),
    (ThemeRole::ActorBackground, "#7e3a1e", "--d-surface"),
    (ThemeRole::ActorBorder, "#7e3a1f", "--d-border"),
    (ThemeRole::ActorText, "#7e3a20", "--d-text"),
    (ThemeRole::ActivationBackground, "#7e3a21", "--d-accent-wash"),
    (ThemeRole::ActivationBorder, "#7e3a22", "--d-accent"),
    (ThemeRole::Error, "#7e3a23", "--d-bad"),
    (ThemeRole::Warning, "#7e3a24", "--d-warn"),
];

/// The theme that merman draws with: a sentinel colour per role.
#[must_use]
pub fn host_theme() -> HostTheme {
    let mut theme = HostTheme::new().with_appearance(HostThemeAppearance::Light);
    for (role, sentinel, _) in ROLES {
        if let Ok(next) = theme.clone().try_with_role(role, sentinel) {
            theme = next;
        }
    }
    theme
}
