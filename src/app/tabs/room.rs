//! What is done about the other tabs: locks are asked for and let go, text is told and taken, designs are
//! read again when another tab stored them. What decides is `domain::tabs`.

use futures_channel::oneshot;
use leptos::{prelude::*, task::spawn_local};

use super::{App, Warden};
use crate::app::sample::is_sample;
use crate::{
    browser::{
        clock,
        database::Additions,
        frame,
        locks::{self, Hold, News, Question, Way},
    },
    domain::{
        archive::{self, is_plain_id},
        design::{Design, Outcome, document_title},
        route::Route,
        tabs::{Command, Event, Message, Role, Tabs},
    },
};

/// What locks of designs are called, followed by the id.
const LOCK: &str = "backend-architect:write:";
/// How long a tab has to hand over, in milliseconds: a piece of text, a whole write, and much patience.
const PATIENCE_MS: i32 = 5_000;

/// What `app::tabs` calls.
pub(super) const WARDEN: Warden = Warden {
    happen: App::tab_event,
    hear: App::tab_words,
    keep_beside: App::keep_beside_now,
    stored: App::folder_is_due,
    hold: |app, id| Box::pin(app.hold_now(id)),
    role: |room, id| room.tabs.as_ref().map_or(Role::None, |tabs| tabs.role(id)),
};

/// What this tab holds and waits for.
#[derive(Default)]
pub(in crate::app) struct Room {
    tabs: Option<Tabs>,
    holds: Vec<(String, Hold)>,
    questions: Vec<(String, Question)>,
    /// Who waits to know whether a design may be written.
    asking: Vec<(String, oneshot::Sender<bool>)>,
}

impl App {
    fn tab_event(self, event: Event) {
        // A run or a change is over: there is something to lose.
        let has_work = matches!(event, Event::Ended(_));
        let commands = self.neighbours.try_update_value(|it| {
            let tabs = &mut it.room.tabs;
            tabs.get_or_insert_with(|| Tabs::new(locks::exist()))
                .step(event)
        });
        if has_work {
            self.mind_storage();
        }
        let commands = commands.unwrap_or_default();
        // An heir reads what its predecessor stored last, and only then knows what was interrupted.
        let inherits = matches!(commands.as_slice(), [Command::Inherit(_)]);
        for command in commands {
            self.obey(command);
        }
        self.answer_holds();
        let shown = self.neighbours.with_value(|it| it.shown.clone());
        let role = shown.as_ref().map_or(Role::None, |id| self.role_of(id));
        if self.tab_role.get_untracked() != role {
            self.tab_role.set(role);
            if let Some(id) = shown.filter(|_| !inherits) {
                spawn_local(self.become_writer(id));
            }
        }
    }

    fn tab_words(self, words: String) {
        let Ok(message) = serde_json::from_str::<Message>(&words) else {
            return;
        };
        // Tabs of a stranger's page on the same host could say anything.
        if is_plain_id(message.id()) {
            let have = self.text_length(message.id());
            self.tab_event(Event::Heard(message, have));
        }
    }

    fn text_length(self, id: &str) -> usize {
        let length = |design: &Design| design.text.len();
        self.shelf
            .with_value(|shelf| shelf.get(id).map(length))
            .unwrap_or_default()
    }

    fn obey(self, command: Command) {
        match command {
            Command::Ask(id) => self.ask_lock(id, Way::IfFree),
            Command::Wait(id) => self.ask_lock(id, Way::Wait),
            Command::Steal(id) => self.ask_lock(id, Way::Steal),
            Command::Unwait(id) => self.room(|room| room.questions.retain(|(of, _)| *of != id)),
            Command::Release(id) => self.room(|room| room.holds.retain(|(of, _)| *of != id)),
            Command::Remind(id) => frame::after(PATIENCE_MS, move || {
                self.tab_event(Event::Overdue(id));
            }),
            Command::Stop(id) => {
                if self.run_design.get_untracked().as_ref() == Some(&id) {
                    self.stop();
                }
            }
            Command::Flush(id) => self.once_saved(&id, |app, id| {
                app.tab_event(Event::Flushed(id.to_owned()));
            }),
            Command::Reload(id) => spawn_local(self.reload(id)),
            Command::Inherit(id) => spawn_local(self.inherit(id)),
            Command::Drop(id) => self.drop_design(&id),
            Command::Append(id, text) => self.append_told(&id, &text),
            Command::TellFrom(id, have) => self.tell_from(id, have),
            Command::Tell(message) => self.tell_message(&message),
        }
    }

    fn room(self, change: impl FnOnce(&mut Room)) {
        self.neighbours.update_value(|it| change(&mut it.room));
    }

    fn ask_lock(self, id: String, way: Way) {
        let name = format!("{LOCK}{id}");
        let of = id.clone();
        let question = locks::ask(&name, way, move |news| match news {
            News::Granted(hold) => {
                self.room(|room| {
                    room.questions.retain(|(other, _)| *other != of);
                    room.holds.push((of.clone(), hold));
                });
                self.tab_event(Event::Granted(of.clone()));
            }
            News::Refused => {
                self.room(|room| room.questions.retain(|(other, _)| *other != of));
                let have = self.text_length(&of);
                self.tab_event(Event::Refused(of.clone(), have));
            }
            News::Lost => {
                self.room(|room| room.holds.retain(|(other, _)| *other != of));
                self.tab_event(Event::Stolen(of.clone()));
            }
        });
        if let Some(question) = question {
            self.room(|room| room.questions.push((id, question)));
        }
    }

    async fn hold_now(self, id: String) -> bool {
        match self.role_of(&id) {
            Role::Follower | Role::Claiming => return false,
            Role::Writer | Role::Beside => {
                self.tab_event(Event::Began(id));
                return true;
            }
            Role::None => {}
        }
        let (answer, answered) = oneshot::channel();
        self.room(|room| room.asking.push((id.clone(), answer)));
        self.tab_event(Event::Began(id.clone()));
        let held = answered.await.unwrap_or(false);
        let is_shown = self
            .neighbours
            .with_value(|it| it.shown.as_ref() == Some(&id));
        if held && !is_shown && self.is_saved(&id) {
            // Another tab may have changed it since this one read it.
            self.put_away(&id);
        }
        held
    }

    fn answer_holds(self) {
        let mut answers = Vec::new();
        self.room(|room| {
            let Some(tabs) = &room.tabs else { return };
            let (known, asking) = std::mem::take(&mut room.asking)
                .into_iter()
                .partition(|(id, _)| tabs.role(id) != Role::None);
            (answers, room.asking) = (known, asking);
        });
        for (id, answer) in answers {
            let held = self.may_write(&id);
            // Whoever asked may be gone.
            let _ = answer.send(held);
            if !held {
                self.tab_event(Event::Ended(id));
            }
        }
    }

    fn tell_message(self, message: &Message) {
        // A message of ours can always be written.
        if let Ok(words) = serde_json::to_string(message) {
            self.say(&words);
        }
    }

    fn tell_from(self, id: String, have: usize) {
        // What is not stored yet is not told yet.
        let late = self.held_back(&id);
        let rest = self.shelf.with_value(|shelf| {
            let text = &shelf.get(&id)?.text;
            text.get(have..text.len().checked_sub(late)?)
                .map(str::to_owned)
        });
        if let Some(text) = rest {
            self.tell_message(&Message::Text { id, at: have, text });
        }
    }

    fn append_told(self, id: &str, text: &str) {
        let titled = self.shelf.try_update_value(|shelf| {
            let design = shelf.get_mut(id)?;
            let had_title = document_title(&design.text).is_some();
            design.text.push_str(text);
            Some(had_title)
        });
        if self.is_open(id) {
            self.show_more(text);
        }
        if titled.flatten() == Some(false) && text.contains('\n') {
            self.refresh_open(id);
        }
    }

    fn is_open(self, id: &str) -> bool {
        self.opened
            .with_untracked(|opened| opened.design().is_some_and(|open| open.id == id))
    }

    /// Reads a design again that another tab stored.
    async fn reload(self, id: String) {
        let Some(database) = self.database.get_value() else {
            return;
        };
        let Ok(Some(record)) = database.record(&id).await else {
            return;
        };
        self.list_record(&id, &record);
        let on_shelf = self.shelf.with_value(|shelf| shelf.get(&id).is_some());
        if !on_shelf || !self.is_saved(&id) || self.is_being_written(&id) {
            return;
        }
        if self.is_open(&id) {
            self.read_again(&id).await;
        } else {
            self.put_away(&id);
        }
    }

    /// Another tab has changed a design: its history is read anew when it is needed.
    pub(in crate::app) fn drop_history(self, id: &str) {
        self.later()
            .histories
            .update_value(|histories| histories.retain(|(known, _)| known != id));
        self.revised.update(|count| *count += 1);
    }

    /// Takes a design from the shelf that is read anew when it is needed.
    fn put_away(self, id: &str) {
        self.shelf.update_value(|shelf| shelf.remove(id));
        self.drop_history(id);
    }

    /// Takes over what another tab wrote: all that it told, stored or not.
    async fn inherit(self, id: String) {
        self.read_again(&id).await;
        self.end_interrupted(&id);
        // The tabs that followed with us follow us now.
        self.save_whole(&id, Additions::default());
    }

    /// This tab may write a design now. It may have read it before the last writer let go.
    async fn become_writer(self, id: String) {
        let is_running = |design: &Design| design.outcome == Outcome::Running;
        if self
            .shelf
            .with_value(|shelf| shelf.get(&id).is_some_and(is_running))
        {
            self.read_again(&id).await;
        }
        self.end_interrupted(&id);
    }

    async fn read_again(self, id: &str) {
        let Some(database) = self.database.get_value() else {
            return;
        };
        let Ok(Some(stored)) = database.load(id).await else {
            return;
        };
        let Ok(mut stored) = stored.open() else {
            return;
        };
        if !self.is_saved(id) || self.is_being_written(id) {
            // This tab may write by now, and has changed it since the question.
            return;
        }
        let Some(held) = self.shelf.with_value(|shelf| shelf.get(id).cloned()) else {
            return;
        };
        if stored.outcome == Outcome::Running && held.text.starts_with(&stored.text) {
            // More may have been told since it was read.
            stored.text.clone_from(&held.text);
        }
        if stored == held {
            return;
        }
        self.drop_history(id);
        let grown = stored.text.strip_prefix(held.text.as_str());
        let grown = grown.map(str::to_owned);
        let ended = held.outcome == Outcome::Running && stored.outcome != Outcome::Running;
        let began = held.outcome != Outcome::Running && stored.outcome == Outcome::Running;
        self.shelf.update_value(|shelf| shelf.put(id, stored));
        self.refresh_open(id);
        if !self.is_open(id) {
            return;
        }
        match grown {
            Some(text) if !began => {
                self.show_more(&text);
                if ended {
                    self.show_end();
                }
            }
            _ => self.show_again(),
        }
    }

    pub(in crate::app) fn list_record(self, id: &str, record: &str) {
        match archive::read_summary(record) {
            Ok(summary) => self.list(summary),
            Err(_) => self.list_unreadable(id, record),
        }
    }

    /// Another tab deleted a design.
    fn drop_design(self, id: &str) {
        self.unlist(id);
        if self.is_saved(id) {
            self.put_away(id);
        }
        if self
            .route
            .with_untracked(|route| route.design() == Some(id))
        {
            self.notify(self.locale.get_untracked().kept_deleted_elsewhere());
            self.go(&Route::Library);
        }
    }

    /// A design that another tab overtook is kept beside the other tab's, under a new id.
    fn keep_beside_now(self, id: &str) {
        let Some(design) = self.shelf.with_value(|shelf| shelf.get(id).cloned()) else {
            return;
        };
        let locale = self.locale.get_untracked();
        if is_sample(id) && design.given_title.is_none() && design.updated == design.created {
            // Two tabs of a first visit bring the same; theirs is ours.
            self.shelf.update_value(|shelf| shelf.remove(id));
            spawn_local(self.reload(id.to_owned()));
            if self.route.get_untracked() == Route::Library {
                self.open_showcase();
            }
            return;
        }
        let (title, new) = (design.title(), clock::new_id());
        self.shelf.update_value(|shelf| {
            let mine = Design {
                id: new.clone(),
                given_title: Some(locale.kept_own_version(&title)),
                head: None,
                ..design
            };
            shelf.put(&new, mine);
            shelf.remove(id);
        });
        // What it was before stands in the history of the other tab's version.
        self.drop_history(id);
        if self.run_design.get_untracked().as_deref() == Some(id) {
            self.run_design.set(Some(new.clone()));
        }
        self.requeue(id, &new);
        self.refresh_open(&new);
        spawn_local(self.reload(id.to_owned()));
        if self
            .route
            .with_untracked(|route| route.design() == Some(id))
        {
            self.go(&Route::Design(new));
        }
        self.notify(locale.kept_overtaken(&title));
    }
}
