//! The plan in tables.

use super::*;
use crate::domain::{
    design::{
        change::Change,
        section::{Author, Origin},
    },
    locale::Locale,
    persona::Persona,
    run::{Phase, RunError, Shortfall},
    wire::{ProviderError, ProviderErrorKind},
};

pub(super) fn origin(at: u64) -> Origin {
    Origin {
        author: Author::Model,
        by: "small:8b".into(),
        at,
    }
}

pub(super) fn deliverables() -> Vec<String> {
    Persona::bundled(Locale::En).deliverables
}

/// A design that is written by a plan, without the network.
pub(super) struct Desk {
    pub plan: Plan,
    pub document: Document,
    pub begun: Option<Beginning>,
    pub aside: String,
    clock: u64,
}

impl Desk {
    pub fn new(text: &str) -> Self {
        Self {
            plan: Plan::of(&deliverables(), text),
            document: Document::of(text.into(), &Origin::default()),
            begun: None,
            aside: String::new(),
            clock: 0,
        }
    }

    /// Without an outline.
    pub fn plain(text: &str) -> Self {
        let mut desk = Self::new(text);
        desk.plan.skip(Part::Outline);
        desk
    }

    pub fn begin(&mut self) -> Option<Part> {
        let begun = self.plan.begin(&self.document).unwrap_or_default()?;
        self.document.text.clone_from(&begun.text);
        self.aside.clone_from(&begun.so_far);
        let part = begun.part;
        self.begun = Some(begun);
        Some(part)
    }

    pub fn hear(&mut self, text: &str) {
        match self.begun.as_ref().map(|begun| begun.ground) {
            Some(Ground::End) => self.document.text.push_str(text),
            Some(Ground::Aside) => self.aside.push_str(text),
            None => {}
        }
    }

    pub fn end(&mut self, how: How) {
        if self.begun.take().is_none() {
            return;
        }
        self.clock += 1;
        let end = End {
            how,
            aside: std::mem::take(&mut self.aside),
            origin: origin(self.clock),
            took_ms: 10,
        };
        self.document = self.plan.end(&self.document, &end, Locale::En);
    }

    pub fn answer(&mut self, text: &str) -> Option<Part> {
        let part = self.begin()?;
        self.hear(text);
        self.end(How::Whole);
        Some(part)
    }

    pub fn states(&self) -> Vec<&'static str> {
        self.plan
            .steps
            .iter()
            .map(|step| step.state.name())
            .collect()
    }
}

fn section(index: usize) -> String {
    let plan = Plan::of(&deliverables(), "");
    format!("## {}\n\nText {index}.", plan.steps[index].heading)
}

#[test]
fn an_obedient_model_writes_the_whole_design_in_order() {
    let mut desk = Desk::new("");
    assert_eq!(
        desk.answer("# Shop\n\nSells.\n\n## Names\n\n- Services: Orders\n"),
        Some(Part::Outline)
    );
    assert_eq!(desk.document.text, "# Shop\n\nSells.\n");
    for index in 0..12 {
        assert_eq!(desk.answer(&section(index)), Some(Part::Section(index)));
        assert_eq!(desk.plan.steps[index].state, StepState::Written);
    }
    assert_eq!(desk.begin(), None);
    assert!(desk.plan.is_over() && desk.plan.is_whole());
    let expected: Vec<String> = (0..12).map(section).collect();
    assert_eq!(
        desk.document.text,
        format!("# Shop\n\nSells.\n\n{}\n", expected.join("\n\n"))
    );
    assert_eq!(desk.document.notes.len(), 13);
    assert_eq!(desk.document.notes[12].origin, origin(13));
}

#[test]
fn only_what_is_missing_is_written_and_each_to_its_place() {
    let text = format!(
        "# Shop\n\n{}\n\n{}\n\n## Next steps\n\nGo.\n",
        section(0),
        section(4)
    );
    let mut desk = Desk::new(&text);
    assert_eq!(desk.plan.outline.state, StepState::Skipped);
    assert_eq!(desk.begin(), Some(Part::Section(1)));
    assert_eq!(
        desk.begun.as_ref().map(|begun| begun.ground),
        Some(Ground::Aside)
    );
    desk.hear("Sure:\n\n## API contracts\n\nOne.");
    // Nothing changes before it is complete.
    assert_eq!(desk.document.text, text);
    desk.end(How::Whole);
    let titles: Vec<_> = sections(&desk.document.text)
        .iter()
        .map(|section| section.title.to_owned())
        .collect();
    assert_eq!(titles[2], "API contracts");
    assert_eq!(titles.last().map(String::as_str), Some("Next steps"));
}

#[test]
fn what_an_endpoint_failed_of_pauses_and_what_a_model_failed_of_goes_on() {
    let mut desk = Desk::plain("");
    for (how, pause, state) in [
        (How::Broken(Pause::Stopped), Some(Pause::Stopped), "waiting"),
        (
            How::Broken(Pause::Endpoint),
            Some(Pause::Endpoint),
            "waiting",
        ),
        (How::Useless, None, "waiting"),
        (How::Useless, None, "failed"),
    ] {
        assert_eq!(desk.begin(), Some(Part::Section(0)));
        desk.end(how);
        assert_eq!((desk.plan.pause, desk.states()[0]), (pause, state));
    }
    assert_eq!(desk.answer("Nothing."), Some(Part::Section(1)));
    assert_eq!(
        desk.answer("## API contracts\n\nOne."),
        Some(Part::Section(1))
    );
    assert_eq!(desk.document.text, "## API contracts\n\nOne.\n");
    // The first section is wanted after all: it goes before the second.
    desk.document.text = desk.plan.retry(Part::Section(0), &desk.document.text);
    assert_eq!(desk.answer(&section(0)), Some(Part::Section(0)));
    assert!(desk.document.text.starts_with(&section(0)));
}

#[test]
fn a_cut_answer_is_gone_on_with_where_it_was_cut() {
    for ground in [Ground::End, Ground::Aside] {
        let text = match ground {
            Ground::End => "# Shop\n".to_owned(),
            Ground::Aside => format!("# Shop\n\n{}\n", section(3)),
        };
        let mut desk = Desk::plain(&text);
        desk.begin();
        desk.hear("## Service boundaries\n\n```sh\nx");
        desk.end(How::Broken(Pause::Stopped));
        assert_eq!(desk.states()[0], "writing");
        desk.begin();
        let begun = desk.begun.clone().unwrap();
        assert_eq!(begun.ground, ground);
        assert_eq!(begun.so_far, "## Service boundaries\n\n```sh\nx");
        desk.hear("yz\n```\n");
        desk.end(How::Whole);
        assert!(desk.document.text.contains("```sh\nxyz\n```"));
        assert_eq!(desk.states()[0], "written");
        assert_eq!(desk.plan.steps[0].took_ms, 20);
    }
}

#[test]
fn an_answer_that_its_model_cannot_end_is_kept_and_closed() {
    let mut desk = Desk::plain("");
    desk.begin();
    desk.hear("## Service boundaries\n\n```sh\nx");
    desk.end(How::Useless);
    assert_eq!(desk.states()[0], "partial");
    assert_eq!(
        desk.document.text,
        "## Service boundaries\n\n```sh\nx\n```\n"
    );
    assert!(!desk.plan.is_whole());
    // Wanted again, it takes the place of what is there.
    desk.document.text = desk.plan.retry(Part::Section(0), &desk.document.text);
    assert_eq!(desk.answer(&section(0)), Some(Part::Section(0)));
    assert_eq!(desk.document.text, format!("{}\n", section(0)));
}

#[test]
fn an_unfinished_section_can_be_begun_anew_or_left() {
    let mut desk = Desk::plain("# Shop\n");
    desk.begin();
    desk.hear("## Service boundaries\n\nHalf a");
    desk.end(How::Broken(Pause::Closed));
    let mut again = desk.plan.clone();
    let text = again.retry(Part::Section(0), &desk.document.text);
    assert_eq!(text, "# Shop\n");
    assert_eq!(again.steps[0].left_out, "## Service boundaries\n\nHalf a");
    desk.plan.skip(Part::Section(0));
    assert_eq!(desk.begin(), Some(Part::Section(1)));
    assert!(desk.document.text.contains("Half a"));
}

#[test]
fn several_sections_at_once_count_and_duplicates_stay_beside() {
    let mut desk = Desk::plain("");
    desk.answer(&section(0));
    let first = desk.document.text.clone();
    desk.answer(
        "## Service boundaries\n\nOther.\n\n## API contracts\n\nOne.\n\n## Caching\n\nRedis.",
    );
    assert!(desk.document.text.starts_with(&first));
    assert_eq!(
        desk.document.text,
        format!("{first}\n## API contracts\n\nOne.\n\n## Caching\n\nRedis.\n")
    );
    assert_eq!(
        desk.plan.steps[1].left_out,
        "## Service boundaries\n\nOther."
    );
    assert_eq!(desk.plan.steps[7].state, StepState::Written);
    // The next one goes before what came too early.
    desk.answer(&section(2));
    assert!(desk.document.text.ends_with("Redis.\n"));
}

#[test]
fn a_locked_section_is_not_written_again() {
    let text = format!("# T\n\n{}\n", section(0));
    let mut desk = Desk::new(&text);
    let lock = Change::Lock {
        at: 1,
        locked: true,
    };
    desk.document = desk.document.changed(&lock, &Origin::default()).unwrap();
    desk.plan.retry(Part::Section(0), &text);
    desk.answer("## Service boundaries\n\nOther.");
    assert_eq!(desk.document.text, text);
    assert_eq!(
        desk.plan.steps[0].left_out,
        "## Service boundaries\n\nOther."
    );

    let open = Document::of("# T\n\n## A\n\n```sh\nx".into(), &Origin::default());
    let locked = open.changed(&lock, &Origin::default()).unwrap();
    let mut plan = Plan::of(&deliverables(), &locked.text);
    assert_eq!(plan.begin(&locked), Err(LockedOpen));
    let begun = plan.begin(&open).unwrap().unwrap();
    assert_eq!(begun.text, "# T\n\n## A\n\n```sh\nx\n```\n\n");
}

#[test]
fn earlier_sections_can_be_edited_while_one_is_written() {
    let mut desk = Desk::plain("");
    desk.answer(&section(0));
    desk.begin();
    desk.hear("## API contracts\n\nOne");
    let old = desk.document.text.clone();
    let base = sections(&old)[0].digest();
    let text = "## Service boundaries\n\nBy hand, and longer.".to_owned();
    let change = Change::Rewrite { at: 0, base, text };
    desk.document = desk.document.changed(&change, &Origin::default()).unwrap();
    desk.plan.moved(&old, &desk.document.text);
    desk.hear(" and two.");
    desk.end(How::Whole);
    assert_eq!(
        desk.document.text,
        "## Service boundaries\n\nBy hand, and longer.\n\n## API contracts\n\nOne and two.\n"
    );
    assert_eq!(desk.states()[1], "written");

    // Whoever edits the section that is being written has it.
    desk.begin();
    desk.hear("## Diagrams\n\nHalf");
    let old = desk.document.text.clone();
    desk.document.text = old.replace("Half", "Mine");
    desk.plan.moved(&old, &desk.document.text.clone());
    desk.end(How::Whole);
    assert!(desk.document.text.ends_with("Mine"));
    assert_eq!(desk.states()[2], "written");
}

#[test]
fn only_what_is_wanted_is_written() {
    let all = deliverables();
    let wanting = |wanted: &[String]| Plan::of(&all, "").wanting(wanted);
    assert_eq!(wanting(&[]), Plan::of(&all, ""));
    let plan = wanting(&all[3..5]);
    let waits = |step: &&Step| step.state == StepState::Waiting;
    assert_eq!(plan.steps.iter().filter(waits).count(), 2);
}

#[test]
fn what_came_by_another_hand_is_not_written() {
    let mut desk = Desk::plain("");
    desk.answer(&section(0));
    desk.document.text.push_str("\n## API contracts\n\nMine.\n");
    desk.plan.look_again(&desk.document.text);
    assert_eq!(desk.begin(), Some(Part::Section(2)));
}

#[test]
fn a_model_that_writes_all_instead_of_an_outline_is_taken_at_its_word() {
    let mut desk = Desk::new("");
    desk.answer(transcripts()[2]);
    let written = desk
        .states()
        .iter()
        .filter(|state| **state == "written")
        .count();
    assert!(written >= 9, "{:?}", desk.states());
    assert!(
        desk.document
            .text
            .starts_with("# Authentication and Authorization")
    );
    assert!(desk.plan.outline.left_out.contains("Multi-Service"));
}

#[test]
fn an_outline_that_never_comes_does_not_stop_the_sections() {
    let mut desk = Desk::new("");
    for _ in 0..TRIES {
        assert_eq!(desk.answer("I cannot do that."), Some(Part::Outline));
    }
    assert_eq!(desk.plan.outline.state, StepState::Failed);
    desk.plan.sketch.title = "From the brief".into();
    assert_eq!(desk.answer(&section(0)), Some(Part::Section(0)));
    assert_eq!(
        desk.document.text,
        format!("# From the brief\n\n{}\n", section(0))
    );
}

#[test]
fn what_was_logged_beside_the_document_is_recovered() {
    let mut desk = Desk::new("# T\n");
    desk.plan.outline.state = StepState::Waiting;
    desk.begin();
    desk.plan.recover("# Sho");
    assert_eq!(desk.plan.pause, Some(Pause::Closed));
    desk.begin();
    assert_eq!(
        desk.begun.as_ref().map(|begun| begun.so_far.as_str()),
        Some("# Sho")
    );
}

#[test]
fn failures_are_told_apart() {
    let provider = |kind| {
        Phase::Failed(RunError::Provider(ProviderError {
            kind,
            status: None,
            message: String::new(),
            retry_after_ms: None,
        }))
    };
    for (phase, how) in [
        (Phase::Done, How::Whole),
        (Phase::Stopped, How::Broken(Pause::Stopped)),
        (
            Phase::Incomplete(Shortfall::Silent),
            How::Broken(Pause::Endpoint),
        ),
        (Phase::Incomplete(Shortfall::Length), How::Useless),
        (
            Phase::Failed(RunError::Empty { reasoned: true }),
            How::Useless,
        ),
        (
            Phase::Failed(RunError::Offline),
            How::Broken(Pause::Endpoint),
        ),
        (
            provider(ProviderErrorKind::AuthRejected),
            How::Broken(Pause::Endpoint),
        ),
        (provider(ProviderErrorKind::ContextExceeded), How::Useless),
    ] {
        assert_eq!(How::of(&phase), how, "{phase:?}");
    }
}

#[test]
fn states_keep_their_names() {
    for (state, name) in StepState::NAMES {
        assert_eq!((StepState::named(name), state.name()), (Some(state), name));
    }
    for (pause, name) in Pause::NAMES {
        assert_eq!((Pause::named(name), pause.name()), (Some(pause), name));
    }
}
