//! Tabs that come, go, die and take over at random: one writer at a time, and in the end one for all.

use std::collections::VecDeque;

use proptest::prelude::*;

use super::*;

const ID: &str = "d-1";

fn id() -> String {
    ID.to_owned()
}

fn writer() -> Tabs {
    let mut tabs = Tabs::new(true);
    assert_eq!(tabs.step(Event::Shown(id())), [Command::Ask(id())]);
    assert_eq!(tabs.step(Event::Granted(id())), []);
    assert_eq!(tabs.role(ID), Role::Writer);
    tabs
}

fn follower(have: usize) -> Tabs {
    let mut tabs = Tabs::new(true);
    tabs.step(Event::Shown(id()));
    let asked = [
        Command::Wait(id()),
        Command::Tell(Message::Behind { id: id(), have }),
    ];
    assert_eq!(tabs.step(Event::Refused(id(), have)), asked);
    assert_eq!(tabs.role(ID), Role::Follower);
    tabs
}

fn told(at: usize, text: &str) -> Message {
    Message::Text {
        id: id(),
        at,
        text: text.into(),
    }
}

#[test]
fn text_is_added_where_it_belongs_and_asked_for_where_it_lacks() {
    let append = |text: &str| vec![Command::Append(id(), text.into())];
    let behind = vec![Command::Tell(Message::Behind { id: id(), have: 5 })];
    for (message, have, commands) in [
        (told(5, "abc"), 5, append("abc")),
        (told(3, "abcd"), 5, append("cd")),
        (told(3, "ab"), 5, vec![]),
        (told(0, "a"), 5, vec![]),
        // In the middle of a character there is nothing to add.
        (told(4, "字"), 5, vec![]),
        (told(6, "abc"), 5, behind),
    ] {
        let mut tabs = follower(5);
        assert_eq!(
            tabs.step(Event::Heard(message.clone(), have)),
            commands,
            "{message:?}"
        );
    }
    let mut tabs = follower(5);
    assert_eq!(tabs.step(Event::Heard(told(9, "x"), 5)).len(), 1);
    // Asked once until it comes.
    assert_eq!(tabs.step(Event::Heard(told(10, "x"), 5)), []);
    assert_eq!(
        tabs.step(Event::Heard(told(5, "12345"), 5)),
        append("12345")
    );
}

#[test]
fn a_writer_tells_text_only_when_somebody_follows() {
    let mut tabs = writer();
    let grew = |at| Event::Grew {
        id: id(),
        at,
        text: "x".into(),
    };
    assert_eq!(tabs.step(grew(0)), []);
    let asks = Message::Behind { id: id(), have: 0 };
    assert_eq!(
        tabs.step(Event::Heard(asks, 1)),
        [Command::TellFrom(id(), 0)]
    );
    assert_eq!(tabs.step(grew(1)), [Command::Tell(told(1, "x"))]);
}

#[test]
fn a_writer_that_is_asked_stops_stores_and_follows() {
    let mut tabs = writer();
    tabs.step(Event::Began(id()));
    let claim = Message::Claim { id: id() };
    let commands = tabs.step(Event::Heard(claim, 0));
    assert_eq!(commands, [Command::Stop(id()), Command::Flush(id())]);
    // Coming back to it changes nothing: the other tab waits.
    assert_eq!(tabs.step(Event::Ended(id())), [Command::Flush(id())]);
    assert_eq!(tabs.step(Event::Shown(id())), []);
    let commands = tabs.step(Event::Flushed(id()));
    assert_eq!(commands, [Command::Release(id()), Command::Wait(id())]);
    assert_eq!(tabs.role(ID), Role::Follower);
}

/// A run that was stopped is noted in the history a moment later: once that came after the lock was gone,
/// and the design was kept twice.
#[test]
fn a_writer_lets_go_only_when_nothing_is_at_work() {
    let mut tabs = writer();
    tabs.step(Event::Began(id()));
    tabs.step(Event::Began(id()));
    tabs.step(Event::Heard(Message::Claim { id: id() }, 0));
    assert_eq!(tabs.step(Event::Ended(id())), []);
    assert_eq!(tabs.step(Event::Flushed(id())), []);
    assert_eq!(tabs.role(ID), Role::Writer);
    assert_eq!(tabs.step(Event::Ended(id())), [Command::Flush(id())]);
    let commands = tabs.step(Event::Flushed(id()));
    assert_eq!(commands, [Command::Release(id()), Command::Wait(id())]);
}

#[test]
fn a_design_is_let_go_when_it_is_neither_shown_nor_written() {
    let mut tabs = writer();
    tabs.step(Event::Began(id()));
    assert_eq!(tabs.step(Event::Left(id())), []);
    assert_eq!(tabs.step(Event::Ended(id())), [Command::Flush(id())]);
    // Back in time: what was asked for changes nothing.
    tabs.step(Event::Shown(id()));
    assert_eq!(tabs.step(Event::Flushed(id())), []);
    assert_eq!(tabs.role(ID), Role::Writer);
    tabs.step(Event::Left(id()));
    assert_eq!(tabs.step(Event::Flushed(id())), [Command::Release(id())]);
    assert_eq!(tabs.role(ID), Role::None);
}

#[test]
fn a_writer_that_does_not_answer_is_robbed_and_keeps_what_it_has() {
    let mut tabs = follower(0);
    tabs.step(Event::TakeOver(id()));
    assert_eq!(tabs.role(ID), Role::Claiming);
    assert_eq!(
        tabs.step(Event::Overdue(id())),
        [Command::Unwait(id()), Command::Steal(id())]
    );
    assert_eq!(tabs.step(Event::Granted(id())), [Command::Inherit(id())]);
    assert_eq!(tabs.step(Event::Overdue(id())), []);
    let mut robbed = writer();
    assert_eq!(
        robbed.step(Event::Stolen(id())),
        [Command::Flush(id()), Command::Wait(id())]
    );
}

#[test]
fn without_locks_tabs_tell_each_other_that_they_are_two() {
    let mut first = Tabs::new(false);
    let shown = |answer| Message::Shown { id: id(), answer };
    assert_eq!(
        first.step(Event::Shown(id())),
        [Command::Tell(shown(false))]
    );
    assert_eq!(first.role(ID), Role::Writer);
    assert_eq!(
        first.step(Event::Heard(shown(false), 0)),
        [Command::Tell(shown(true))]
    );
    assert_eq!(first.role(ID), Role::Beside);
    assert_eq!(first.step(Event::Heard(shown(true), 0)), []);
}

/// A tab of the model.
#[derive(Default)]
struct Tab {
    tabs: Tabs,
    text: String,
    /// So much of it is stored, and told.
    told: usize,
    running: bool,
    inbox: VecDeque<Message>,
    /// Answers of the lock manager that are on their way.
    answers: VecDeque<Event>,
    flushing: bool,
    reminded: bool,
}

/// What all tabs share: the locks, and what is stored.
#[derive(Default)]
struct World {
    tabs: Vec<Tab>,
    holder: Option<usize>,
    queue: VecDeque<usize>,
    stored: String,
    /// Whether a run is writing what is stored, or was when its tab died.
    stored_running: bool,
}

impl World {
    fn new(count: usize) -> Self {
        let tab = |_| Tab {
            tabs: Tabs::new(true),
            ..Tab::default()
        };
        Self {
            tabs: (0..count).map(tab).collect(),
            ..Self::default()
        }
    }

    fn happen(&mut self, tab: usize, event: Event) {
        for command in self.tabs[tab].tabs.step(event) {
            self.perform(tab, command);
        }
        self.check();
    }

    fn tell(&mut self, from: usize, message: &Message) {
        for (number, tab) in self.tabs.iter_mut().enumerate() {
            if number != from {
                tab.inbox.push_back(message.clone());
            }
        }
    }

    fn grant(&mut self, tab: usize) {
        self.holder = Some(tab);
        self.tabs[tab].answers.push_back(Event::Granted(id()));
    }

    fn release(&mut self) {
        self.holder = None;
        if let Some(next) = self.queue.pop_front() {
            self.grant(next);
        }
    }

    fn save(&mut self, tab: usize) {
        self.log(tab);
        self.stored_running = self.tabs[tab].running;
        self.tell(tab, &Message::Saved { id: id() });
    }

    /// Stores what the writer has and tells what is new of it.
    fn log(&mut self, tab: usize) {
        let Tab { text, told, .. } = &mut self.tabs[tab];
        let (at, fresh) = (*told, text[*told..].to_owned());
        *told = text.len();
        self.stored.clone_from(text);
        if !fresh.is_empty() {
            let grew = Event::Grew {
                id: id(),
                at,
                text: fresh,
            };
            self.happen(tab, grew);
        }
    }

    fn perform(&mut self, tab: usize, command: Command) {
        match command {
            Command::Ask(_) if self.holder.is_none() => self.grant(tab),
            Command::Ask(_) => {
                let have = self.tabs[tab].text.len();
                self.tabs[tab].answers.push_back(Event::Refused(id(), have));
            }
            Command::Wait(_) if self.holder.is_none() => self.grant(tab),
            Command::Wait(_) => self.queue.push_back(tab),
            Command::Unwait(_) => self.queue.retain(|waiting| *waiting != tab),
            Command::Steal(_) => {
                if let Some(robbed) = self.holder.filter(|holder| *holder != tab) {
                    // A tab hears that it got a lock before it hears that it lost it.
                    let answers = &mut self.tabs[robbed].answers;
                    let count = answers.len();
                    answers.retain(|answer| !matches!(answer, Event::Granted(_)));
                    if answers.len() < count {
                        self.happen(robbed, Event::Granted(id()));
                    }
                    self.holder = Some(tab);
                    self.happen(robbed, Event::Stolen(id()));
                }
                self.grant(tab);
            }
            Command::Release(_) => {
                if self.holder == Some(tab) {
                    self.release();
                }
            }
            Command::Remind(_) => self.tabs[tab].reminded = true,
            Command::Stop(_) => {
                self.tabs[tab].running = false;
                self.happen(tab, Event::Ended(id()));
            }
            Command::Flush(_) => self.tabs[tab].flushing = true,
            Command::Reload(_) => {
                let stored = self.stored.clone();
                let is_ahead = self.stored_running && self.tabs[tab].text.starts_with(&stored);
                let tab = &mut self.tabs[tab];
                if !tab.running && !is_ahead {
                    tab.told = stored.len();
                    tab.text = stored;
                }
            }
            Command::Inherit(_) => {
                self.perform(tab, Command::Reload(id()));
                self.tabs[tab].told = self.tabs[tab].text.len();
                self.save(tab);
            }
            Command::Drop(_) => {}
            Command::Append(_, text) => self.tabs[tab].text.push_str(&text),
            Command::TellFrom(_, have) => {
                let end = self.tabs[tab].told;
                let text = self.tabs[tab].text.get(have..end).map(str::to_owned);
                if let Some(text) = text {
                    self.tell(tab, &told(have, &text));
                }
            }
            Command::Tell(message) => self.tell(tab, &message),
        }
    }

    /// No two tabs believe that they write.
    fn check(&self) {
        let writers = |tab: &&Tab| tab.tabs.role(ID) == Role::Writer;
        assert!(self.tabs.iter().filter(writers).count() <= 1);
    }

    /// What the browser does for a tab, one thing at a time; says whether there was anything.
    fn serve(&mut self, tab: usize) -> bool {
        if let Some(answer) = self.tabs[tab].answers.pop_front() {
            self.happen(tab, answer);
        } else if let Some(message) = self.tabs[tab].inbox.pop_front() {
            let have = self.tabs[tab].text.len();
            self.happen(tab, Event::Heard(message, have));
        } else if std::mem::take(&mut self.tabs[tab].flushing) {
            if self.holder == Some(tab) {
                self.save(tab);
            } else {
                // What it had is a design of its own now.
                self.tabs[tab].text.clear();
                self.perform(tab, Command::Reload(id()));
            }
            self.happen(tab, Event::Flushed(id()));
        } else {
            return false;
        }
        true
    }

    fn act(&mut self, tab: usize, act: u8) {
        let role = self.tabs[tab].tabs.role(ID);
        match act {
            0 => {
                if !self.tabs[tab].running {
                    self.perform(tab, Command::Reload(id()));
                }
                self.happen(tab, Event::Shown(id()));
            }
            1 => self.happen(tab, Event::Left(id())),
            2 if role == Role::Writer && !self.tabs[tab].running => {
                self.tabs[tab].running = true;
                self.happen(tab, Event::Began(id()));
                self.save(tab);
            }
            3..=5 if self.tabs[tab].running && role == Role::Writer => {
                let at = self.tabs[tab].text.len();
                self.tabs[tab].text.push_str(&format!("{tab}{at},"));
                if act == 5 {
                    self.log(tab);
                }
            }
            6 if self.tabs[tab].running => {
                self.tabs[tab].running = false;
                self.save(tab);
                self.happen(tab, Event::Ended(id()));
            }
            7 => self.happen(tab, Event::TakeOver(id())),
            8 if std::mem::take(&mut self.tabs[tab].reminded) => {
                self.happen(tab, Event::Overdue(id()));
            }
            9 => self.kill(tab),
            _ => {
                self.serve(tab);
            }
        }
    }

    /// The tab dies; a new one takes its place.
    fn kill(&mut self, tab: usize) {
        self.queue.retain(|waiting| *waiting != tab);
        self.tabs[tab] = Tab {
            tabs: Tabs::new(true),
            text: self.stored.clone(),
            ..Tab::default()
        };
        if self.holder == Some(tab) {
            self.release();
        }
    }
}

proptest! {
    #[test]
    fn there_is_one_writer_and_the_others_see_its_text(
        acts in proptest::collection::vec((0..3_usize, 0..14_u8), 0..300)
    ) {
        let mut world = World::new(3);
        for (tab, act) in acts {
            world.act(tab, act);
        }
        // Everything that is on its way arrives, and what was written is stored.
        for tab in 0..3 {
            if world.tabs[tab].running {
                world.log(tab);
            }
        }
        let mut calm = 0;
        while calm < 3 {
            calm = 0;
            for tab in 0..3 {
                if world.serve(tab) { calm = 0 } else { calm += 1 }
            }
        }
        let role = |tab: &Tab| tab.tabs.role(ID);
        let shown: Vec<&Tab> = world.tabs.iter().filter(|tab| role(tab) != Role::None).collect();
        if !shown.is_empty() {
            let writer = shown.iter().find(|tab| role(tab) == Role::Writer);
            prop_assert!(writer.is_some());
            let text = writer.map(|tab| tab.text.as_str());
            for tab in &shown {
                prop_assert_eq!(Some(tab.text.as_str()), text);
            }
        }
    }
}
