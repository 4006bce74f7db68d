//! The findings about one contract, few enough to be read.

use std::collections::HashSet;

use crate::domain::problem::{ProblemKind, Severity};

/// More findings than this help nobody.
const MAX_FINDINGS: usize = 60;

/// Collects findings.
pub(in crate::render::contract) struct Findings {
    /// Whether the text has faults: what seems to be missing may then only have been unreadable.
    faulty: bool,
    found: Vec<(u32, ProblemKind)>,
    said: HashSet<String>,
}

impl Findings {
    /// For a text with or without faults.
    pub fn new(faulty: bool) -> Self {
        Self {
            faulty,
            found: Vec::new(),
            said: HashSet::new(),
        }
    }

    /// Whether there is no room for more.
    pub fn full(&self) -> bool {
        self.found.len() >= MAX_FINDINGS
    }

    /// Whether nothing missing is taken any more.
    pub fn closed(&self) -> bool {
        self.faulty || self.full()
    }

    /// Adds what is wrong however the rest reads. The same is said once.
    pub fn add(&mut self, line: u32, code: &'static str, severity: Severity, detail: String) {
        if !self.full() && self.said.insert(detail.clone()) {
            let kind = ProblemKind::ContractRule {
                code,
                severity,
                detail,
            };
            self.found.push((line, kind));
        }
    }

    /// Adds an error.
    pub fn error(&mut self, line: u32, code: &'static str, detail: String) {
        self.add(line, code, Severity::Error, detail);
    }

    /// Adds something missing, unless the text has faults.
    pub fn absent(&mut self, line: u32, code: &'static str, severity: Severity, detail: String) {
        if !self.faulty {
            self.add(line, code, severity, detail);
        }
    }

    /// All findings.
    pub fn into_problems(self) -> Vec<(u32, ProblemKind)> {
        self.found
    }
}
