//! Which of the browser's tabs may write a design: what happened goes in, what is to be done comes out.
//!
//! A tab that shows a design or runs it asks for the design's lock. Whoever holds it is the writer; the
//! others follow what it tells them until it lets go, dies, or is asked to hand over. A design that is not
//! held by this tab is never written by it. This file must not know locks or channels of any browser.

#[cfg(test)]
mod tests;

use serde::{Deserialize, Serialize};

/// What tabs tell each other. The form may change: all tabs run the same program or are told to reload.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Message {
    /// A design was stored.
    Saved {
        /// Its id.
        id: String,
    },
    /// A design was deleted.
    Removed {
        /// Its id.
        id: String,
    },
    /// A streamed design grew.
    Text {
        /// Its id.
        id: String,
        /// How many bytes of text came before.
        at: usize,
        /// What followed them.
        text: String,
    },
    /// A follower has so much text and wants the rest.
    Behind {
        /// The design's id.
        id: String,
        /// How many bytes it has.
        have: usize,
    },
    /// A follower wants to write.
    Claim {
        /// The design's id.
        id: String,
    },
    /// A tab whose browser has no locks shows a design.
    Shown {
        /// Its id.
        id: String,
        /// Whether it answers another tab's `Shown`.
        answer: bool,
    },
}

impl Message {
    /// The design that it is about.
    #[must_use]
    pub fn id(&self) -> &str {
        match self {
            Self::Saved { id }
            | Self::Removed { id }
            | Self::Text { id, .. }
            | Self::Behind { id, .. }
            | Self::Claim { id }
            | Self::Shown { id, .. } => id,
        }
    }
}

/// What a tab is to a design.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Role {
    /// Nothing, or nobody has answered yet.
    #[default]
    None,
    /// It alone writes.
    Writer,
    /// Another tab writes; this one shows what it is told.
    Follower,
    /// It has asked the writer to hand over.
    Claiming,
    /// The browser cannot keep tabs apart, and another one shows the design, too.
    Beside,
}

/// What happened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Event {
    /// The tab shows a design.
    Shown(String),
    /// The tab shows it no more.
    Left(String),
    /// A run began to write a design, or something else that must not be interrupted.
    Began(String),
    /// One such thing ended.
    Ended(String),
    /// The lock was given.
    Granted(String),
    /// The lock is another tab's; this one has so many bytes of the design's text.
    Refused(String, usize),
    /// The lock was taken away by force.
    Stolen(String),
    /// Everything that was to be written is on disk, as [`Command::Flush`] asked.
    Flushed(String),
    /// The user wants to write here.
    TakeOver(String),
    /// The writer has not let go in time.
    Overdue(String),
    /// Text was added to a design by this tab, after so many bytes.
    Grew {
        /// The design's id.
        id: String,
        /// How many bytes of text came before.
        at: usize,
        /// What followed them.
        text: String,
    },
    /// Another tab said something; this one has so many bytes of that design's text.
    Heard(Message, usize),
}

/// What is to be done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Command {
    /// Ask for the lock; the answer is at once `Granted` or `Refused`.
    Ask(String),
    /// Wait for the lock; the answer is `Granted`, some day.
    Wait(String),
    /// Wait no longer.
    Unwait(String),
    /// Take the lock by force.
    Steal(String),
    /// Let go of the lock.
    Release(String),
    /// Answer `Overdue` after a while.
    Remind(String),
    /// End the run that writes the design.
    Stop(String),
    /// Write what waits to be written, and answer `Flushed`.
    Flush(String),
    /// What is stored of the design may differ from what this tab has.
    Reload(String),
    /// The same, for a design that this tab writes from now on: what the last writer told and could not
    /// store any more is stored, and the other tabs hear of it.
    Inherit(String),
    /// The design is gone.
    Drop(String),
    /// Add text to the design that is shown.
    Append(String, String),
    /// Tell the text from that byte on.
    TellFrom(String, usize),
    /// Tell the other tabs.
    Tell(Message),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    /// No answer yet; left meanwhile or not.
    Asking,
    /// The lock is ours.
    Writing,
    /// The lock is ours until all is written; perhaps because another tab wants it.
    Leaving { claimed: bool },
    /// The lock is another tab's, and we wait for it.
    Waiting { claiming: bool },
    /// There are no locks.
    Unguarded { crowded: bool },
}

#[derive(Debug, Clone)]
struct Entry {
    id: String,
    state: State,
    shown: bool,
    /// How many things here must not be interrupted.
    busy: u32,
    /// Another tab follows: it is told of text.
    followed: bool,
    /// The rest of the text was asked for.
    behind: bool,
}

/// The designs that this tab shows or writes.
#[derive(Debug, Clone, Default)]
pub struct Tabs {
    entries: Vec<Entry>,
    lockless: bool,
}

impl Tabs {
    /// A tab that shows nothing yet, in a browser with or without locks.
    #[must_use]
    pub fn new(has_locks: bool) -> Self {
        Self {
            entries: Vec::new(),
            lockless: !has_locks,
        }
    }

    /// What this tab is to a design.
    #[must_use]
    pub fn role(&self, id: &str) -> Role {
        let entry = self.entries.iter().find(|entry| entry.id == id);
        entry.map_or(Role::None, |entry| match entry.state {
            State::Asking => Role::None,
            State::Writing | State::Leaving { .. } | State::Unguarded { crowded: false } => {
                Role::Writer
            }
            State::Waiting { claiming: false } => Role::Follower,
            State::Waiting { claiming: true } => Role::Claiming,
            State::Unguarded { crowded: true } => Role::Beside,
        })
    }

    fn at(&mut self, id: &str) -> Option<&mut Entry> {
        self.entries.iter_mut().find(|entry| entry.id == id)
    }

    fn forget(&mut self, id: &str) {
        self.entries.retain(|entry| entry.id != id);
    }

    /// The entry of a design that is wanted from now on, and how to get hold of it.
    fn want(&mut self, id: &str, commands: &mut Vec<Command>) -> Option<&mut Entry> {
        if self.at(id).is_none() {
            let state = if self.lockless {
                commands.push(Command::Tell(Message::Shown {
                    id: id.to_owned(),
                    answer: false,
                }));
                State::Unguarded { crowded: false }
            } else {
                commands.push(Command::Ask(id.to_owned()));
                State::Asking
            };
            self.entries.push(Entry {
                id: id.to_owned(),
                state,
                shown: false,
                busy: 0,
                followed: false,
                behind: false,
            });
        }
        self.at(id)
    }

    /// What is to be done about what happened.
    pub fn step(&mut self, event: Event) -> Vec<Command> {
        let mut commands = Vec::new();
        match event {
            Event::Shown(id) => {
                if let Some(entry) = self.want(&id, &mut commands) {
                    entry.shown = true;
                    // Back before all was written.
                    if entry.state == (State::Leaving { claimed: false }) {
                        entry.state = State::Writing;
                    }
                }
            }
            Event::Began(id) => {
                if let Some(entry) = self.want(&id, &mut commands) {
                    entry.busy += 1;
                }
            }
            Event::Left(id) => {
                self.set(&id, |entry| entry.shown = false);
                self.let_go(&id, &mut commands);
            }
            Event::Ended(id) => {
                self.set(&id, |entry| entry.busy = entry.busy.saturating_sub(1));
                self.leave_at_last(&id, &mut commands);
                self.let_go(&id, &mut commands);
            }
            Event::Granted(id) => self.granted(id, &mut commands),
            Event::Refused(id, have) => self.refused(id, have, &mut commands),
            Event::Stolen(id) => self.lost(id, &mut commands),
            Event::Flushed(id) => self.flushed(id, &mut commands),
            Event::TakeOver(id) => {
                if let Some(entry) = self.at(&id)
                    && entry.state == (State::Waiting { claiming: false })
                {
                    entry.state = State::Waiting { claiming: true };
                    commands.push(Command::Tell(Message::Claim { id: id.clone() }));
                    commands.push(Command::Remind(id));
                }
            }
            Event::Overdue(id) => {
                if self.role(&id) == Role::Claiming {
                    commands.push(Command::Unwait(id.clone()));
                    commands.push(Command::Steal(id));
                }
            }
            Event::Grew { id, at, text } => {
                if self.at(&id).is_some_and(|entry| entry.followed) {
                    commands.push(Command::Tell(Message::Text { id, at, text }));
                }
            }
            Event::Heard(message, have) => self.heard(message, have, &mut commands),
        }
        commands
    }

    fn set(&mut self, id: &str, change: impl FnOnce(&mut Entry)) {
        if let Some(entry) = self.at(id) {
            change(entry);
        }
    }

    /// Gives up what nobody here needs any more.
    fn let_go(&mut self, id: &str, commands: &mut Vec<Command>) {
        let Some(entry) = self.at(id) else { return };
        if entry.shown || entry.busy > 0 {
            return;
        }
        match entry.state {
            // The answer finds that nobody needs it.
            State::Asking | State::Leaving { .. } => {}
            State::Writing => {
                entry.state = State::Leaving { claimed: false };
                commands.push(Command::Flush(id.to_owned()));
            }
            State::Waiting { .. } => {
                commands.push(Command::Unwait(id.to_owned()));
                self.forget(id);
            }
            State::Unguarded { .. } => self.forget(id),
        }
    }

    fn granted(&mut self, id: String, commands: &mut Vec<Command>) {
        let Some(entry) = self.at(&id) else {
            commands.push(Command::Release(id));
            return;
        };
        if !entry.shown && entry.busy == 0 {
            self.forget(&id);
            commands.push(Command::Release(id));
            return;
        }
        let followed = matches!(entry.state, State::Waiting { .. });
        entry.state = State::Writing;
        entry.behind = false;
        if followed {
            // Others may have followed the same writer.
            entry.followed = true;
            commands.push(Command::Inherit(id));
        }
    }

    fn refused(&mut self, id: String, have: usize, commands: &mut Vec<Command>) {
        let Some(entry) = self.at(&id) else { return };
        if entry.state != State::Asking {
            return;
        }
        if !entry.shown && entry.busy == 0 {
            self.forget(&id);
            return;
        }
        entry.state = State::Waiting { claiming: false };
        commands.push(Command::Wait(id.clone()));
        // From here on the writer tells of text, and first of what came since the last save.
        commands.push(Command::Tell(Message::Behind { id, have }));
    }

    fn lost(&mut self, id: String, commands: &mut Vec<Command>) {
        let Some(entry) = self.at(&id) else { return };
        if !matches!(entry.state, State::Writing | State::Leaving { .. }) {
            return;
        }
        if entry.busy > 0 {
            commands.push(Command::Stop(id.clone()));
        }
        // What it wrote since is not thrown away: the store keeps it apart if the thief wrote meanwhile.
        commands.push(Command::Flush(id.clone()));
        self.follow_or_forget(id, commands);
    }

    fn follow_or_forget(&mut self, id: String, commands: &mut Vec<Command>) {
        let Some(entry) = self.at(&id) else { return };
        entry.followed = false;
        entry.busy = 0;
        if entry.shown {
            entry.state = State::Waiting { claiming: false };
            commands.push(Command::Wait(id));
        } else {
            self.forget(&id);
        }
    }

    /// What was still at work when the design was to be handed over is done: its last words are written.
    fn leave_at_last(&mut self, id: &str, commands: &mut Vec<Command>) {
        let is_over =
            |entry: &mut Entry| matches!(entry.state, State::Leaving { .. }) && entry.busy == 0;
        if self.at(id).is_some_and(is_over) {
            commands.push(Command::Flush(id.to_owned()));
        }
    }

    fn flushed(&mut self, id: String, commands: &mut Vec<Command>) {
        // Whoever is still at work has more to write, and says when it has ended.
        let leaving = self
            .at(&id)
            .is_some_and(|entry| matches!(entry.state, State::Leaving { .. }) && entry.busy == 0);
        if leaving {
            commands.push(Command::Release(id.clone()));
            self.follow_or_forget(id, commands);
        }
    }

    fn heard(&mut self, message: Message, have: usize, commands: &mut Vec<Command>) {
        let id = message.id().to_owned();
        let Some(entry) = self.at(&id) else {
            match message {
                Message::Saved { id } => commands.push(Command::Reload(id)),
                Message::Removed { id } => commands.push(Command::Drop(id)),
                _ => {}
            }
            return;
        };
        match message {
            Message::Saved { id } => {
                entry.behind = false;
                commands.push(Command::Reload(id));
            }
            Message::Removed { id } => {
                // Only a tab without locks deletes what another one writes; the writer's copy stays.
                if matches!(entry.state, State::Waiting { .. }) {
                    commands.push(Command::Drop(id));
                }
            }
            Message::Text { id, at, text } => {
                if matches!(entry.state, State::Waiting { .. }) {
                    follow(entry, id, Growth { at, text, have }, commands);
                }
            }
            Message::Behind { id, have } => {
                if matches!(entry.state, State::Writing) {
                    entry.followed = true;
                    commands.push(Command::TellFrom(id, have));
                }
            }
            Message::Claim { id } => claimed(entry, id, commands),
            Message::Shown { id, answer } => {
                if matches!(entry.state, State::Unguarded { .. }) {
                    entry.state = State::Unguarded { crowded: true };
                    if !answer {
                        commands.push(Command::Tell(Message::Shown { id, answer: true }));
                    }
                }
            }
        }
    }
}

struct Growth {
    at: usize,
    text: String,
    have: usize,
}

/// Adds what is new of a piece of text, or asks for what is missing before it.
fn follow(entry: &mut Entry, id: String, growth: Growth, commands: &mut Vec<Command>) {
    let Growth { at, text, have } = growth;
    if at > have {
        if !std::mem::replace(&mut entry.behind, true) {
            commands.push(Command::Tell(Message::Behind { id, have }));
        }
        return;
    }
    entry.behind = false;
    // The store may have been ahead of what was told.
    if let Some(fresh) = text.get(have - at..).filter(|fresh| !fresh.is_empty()) {
        commands.push(Command::Append(id, fresh.to_owned()));
    }
}

fn claimed(entry: &mut Entry, id: String, commands: &mut Vec<Command>) {
    match entry.state {
        State::Writing => {
            entry.state = State::Leaving { claimed: true };
            if entry.busy > 0 {
                commands.push(Command::Stop(id.clone()));
            }
            commands.push(Command::Flush(id));
        }
        State::Leaving { .. } => entry.state = State::Leaving { claimed: true },
        // Who waits has the claimant go first.
        State::Waiting { claiming: false } => {
            commands.push(Command::Unwait(id.clone()));
            commands.push(Command::Wait(id));
        }
        _ => {}
    }
}
