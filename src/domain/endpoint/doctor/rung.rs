//! The rungs of the ladder from the page to the model, in the order in which a request meets them.

use crate::domain::locale::Locale;

/// A thing that must be in order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Rung {
    /// The address can be used.
    Address,
    /// The page was opened in a way that lets it reach nearer networks.
    SecurePage,
    /// The browser lets plain http out of this page.
    MixedContent,
    /// The user lets the page reach this device or the local network.
    LocalNetwork,
    /// A server answers.
    Reach,
    /// The server lets this page and its headers in.
    CrossOrigin,
    /// The server accepts the key.
    Key,
    /// The server has the model.
    Model,
    /// The model answers.
    Stream,
}

/// How a rung stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RungState {
    /// Not reached.
    Pending,
    /// Under examination.
    Running,
    /// In order.
    Passed,
    /// The cause.
    Failed,
    /// Not applicable, or not examined since an earlier one failed.
    Skipped,
}

impl Rung {
    /// All rungs from first to last.
    pub const ALL: [Self; 9] = [
        Self::Address,
        Self::SecurePage,
        Self::MixedContent,
        Self::LocalNetwork,
        Self::Reach,
        Self::CrossOrigin,
        Self::Key,
        Self::Model,
        Self::Stream,
    ];

    /// What is examined.
    #[must_use]
    pub fn label(self, locale: Locale) -> &'static str {
        match self {
            Self::Address => locale.doctor_rung_address(),
            Self::SecurePage => locale.doctor_rung_secure_page(),
            Self::MixedContent => locale.doctor_rung_mixed_content(),
            Self::LocalNetwork => locale.doctor_rung_local_network(),
            Self::Reach => locale.doctor_rung_reach(),
            Self::CrossOrigin => locale.doctor_rung_cross_origin(),
            Self::Key => locale.doctor_rung_key(),
            Self::Model => locale.doctor_rung_model(),
            Self::Stream => locale.doctor_rung_stream(),
        }
    }
}

impl RungState {
    /// The value of `data-state`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::Running => "running",
            Self::Passed => "passed",
            Self::Failed => "failed",
            Self::Skipped => "skipped",
        }
    }

    /// The same in words.
    #[must_use]
    pub fn label(self, locale: Locale) -> &'static str {
        match self {
            Self::Pending => locale.doctor_state_pending(),
            Self::Running => locale.doctor_state_running(),
            Self::Passed => locale.doctor_state_passed(),
            Self::Failed => locale.doctor_state_failed(),
            Self::Skipped => locale.doctor_state_skipped(),
        }
    }
}
