//! Two revisions of a design beside each other: as text, as the documents that they are, as what they mean.

use leptos::prelude::*;

use crate::{
    app::{Listed, Opened},
    domain::{
        design::{
            compare::{Pair, SectionChange, compare, marks},
            history::State,
            section::{Section, sections},
        },
        locale::Locale,
        route::Route,
    },
    view::{
        app,
        diff::Diff,
        meaning::Meaning,
        rendered::Rendered,
        revisions::brief_title,
        ui::dynamic::{part, text},
    },
};

/// How two revisions are compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Manner {
    Text,
    Document,
    Meaning,
}

/// Two revisions that were chosen by the address.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Chosen {
    id: String,
    from: u32,
    to: u32,
}

/// The page.
#[component]
pub fn ComparePage() -> impl IntoView {
    let app = app();
    let t = app.locale_now();
    let manner = RwSignal::new(Manner::Text);
    let chosen = Memo::new(move |_| {
        app.route().with(|route| match route {
            Route::Compare { id, from, to } => Some(Chosen {
                id: id.clone(),
                from: *from,
                to: *to,
            }),
            _ => None,
        })
    });
    let is_open = Memo::new(move |_| app.opened().with(|opened| opened.design().is_some()));
    let is_missing = Memo::new(move |_| {
        app.opened()
            .with(|opened| matches!(opened, Opened::Missing | Opened::Unreadable(_)))
    });
    Effect::new(move |_| {
        if is_open.get() {
            app.load_history();
        }
    });
    let states = Memo::new(move |_| {
        let chosen = chosen.get()?;
        app.compared(chosen.from, chosen.to)
    });
    let tab = move |value: Manner, label: &'static str, hook: &'static str| {
        view! {
            <button class="segment" data-testid=hook aria-pressed=text(move || (manner.get() == value).to_string())
                on:click=move |_| manner.set(value)>{label}</button>
        }
    };
    view! {
        <div class="page-wide" data-testid="compare">
            <a class="compare-back" href=text(move || chosen.with(|chosen| {
                chosen.as_ref().map_or_else(|| "#/".to_owned(), |chosen| Route::Design(chosen.id.clone()).hash())
            }))>"← " {t.compare_back()}</a>
            <h1 class="page-title">{t.compare_title()}</h1>
            <div class="compare-bar">
                <Choice chosen/>
                <span class="segments" role="group" aria-label=t.compare_how()>
                    {tab(Manner::Text, t.compare_as_text(), "compare-text")}
                    {tab(Manner::Document, t.compare_as_page(), "compare-document")}
                    {tab(Manner::Meaning, t.compare_as_meaning(), "compare-meaning")}
                </span>
            </div>
            {part(move || match states.get() {
                None if app.has_history() || is_missing.get() => view! { <p class="empty" role="alert">{t.compare_gone()}</p> }.into_any(),
                None => view! { <p class="empty" role="status">{t.ui_loading()}</p> }.into_any(),
                Some((before, after)) if before == after => view! { <p class="empty">{t.compare_same()}</p> }.into_any(),
                Some((before, after)) => match manner.get() {
                    Manner::Text => view! { <AsText before after/> }.into_any(),
                    Manner::Document => view! { <AsDocument before after/> }.into_any(),
                    Manner::Meaning => view! { <Meaning before=before.text after=after.text/> }.into_any(),
                },
            })}
        </div>
    }
}

/// Which two are compared.
#[component]
fn Choice(
    /// The two.
    chosen: Memo<Option<Chosen>>,
) -> impl IntoView {
    let app = app();
    let t = app.locale_now();
    let listed = Memo::new(move |_| app.revisions());
    let go = move |choose: &dyn Fn(&mut Chosen)| {
        if let Some(mut chosen) = chosen.get_untracked() {
            choose(&mut chosen);
            let Chosen { id, from, to } = chosen;
            app.go(&Route::Compare { id, from, to });
        }
    };
    let select = move |hook: &'static str,
                       label: &'static str,
                       number: fn(&mut Chosen) -> &mut u32| {
        let now = Memo::new(move |_| chosen.get().map(|mut chosen| *number(&mut chosen)));
        view! {
            <label class="compare-choice">
                <span class="field-label">{label}</span>
                <select class="input" data-testid=hook on:change=move |event| {
                    if let Ok(other) = event_target_value(&event).parse() {
                        go(&|chosen| *number(chosen) = other);
                    }
                }>
                    {part(move || listed.with(|listed| listed.iter().map(|one| option(t, one, now)).collect_view()))}
                </select>
            </label>
        }
    };
    view! {
        {select("compare-from", t.compare_from(), |chosen| &mut chosen.from)}
        <button class="button icon-button" data-testid="compare-swap" aria-label=t.compare_swap() title=t.compare_swap()
            on:click=move |_| go(&|chosen| std::mem::swap(&mut chosen.from, &mut chosen.to))>"⇄"</button>
        {select("compare-to", t.compare_to(), |chosen| &mut chosen.to)}
    }
}

fn option(t: Locale, listed: &Listed, chosen: Memo<Option<u32>>) -> AnyView {
    let number = listed.revision.number;
    view! {
        <option value=number prop:selected=Signal::derive(move || chosen.get() == Some(number))>
            {brief_title(t, &listed.revision)}
        </option>
    }
    .into_any()
}

/// The two as text: title and brief where they differ, then each section that does.
#[component]
fn AsText(
    /// The older one.
    before: State,
    /// The newer one.
    after: State,
) -> impl IntoView {
    let app = app();
    let t = app.locale_now();
    // As the model is told of it.
    let brief = |state: &State| state.brief_in_words(t);
    let title = |state: &State| state.given_title.clone().unwrap_or_default();
    let beside = [
        (t.compare_design_title(), title(&before), title(&after)),
        (t.compare_design_brief(), brief(&before), brief(&after)),
    ];
    let beside = beside
        .into_iter()
        .filter(|(_, before, after)| before != after);
    let beside = beside.map(|(label, before, after)| {
        view! {
            <section class="compare-section" data-change=SectionChange::Changed.name()>
                <h2 class="compare-heading">{label}{chip(t, SectionChange::Changed)}</h2>
                <Diff before after label=label.to_owned()/>
            </section>
        }
    });
    let beside = beside.collect_view();
    let pairs = compare(&before.text, &after.text);
    let unchanged = pairs.iter().filter(|pair| pair.change.is_none()).count();
    let (old, new) = (sections(&before.text), sections(&after.text));
    let differing = pairs.iter().filter_map(|pair| {
        let change = pair.change?;
        Some(section_view(t, pair, change, &old, &new))
    });
    let differing = differing.collect_view();
    view! {
        {beside}
        {differing}
        {(unchanged > 0).then(|| view! { <p class="empty">{t.compare_unchanged(unchanged)}</p> })}
    }
}

fn section_view(
    t: Locale,
    pair: &Pair,
    change: SectionChange,
    old: &[Section<'_>],
    new: &[Section<'_>],
) -> AnyView {
    let text_of = |sections: &[Section<'_>], at: Option<usize>| {
        let section = at.and_then(|at| sections.get(at));
        section.map_or_else(String::new, |section| section.text.to_owned())
    };
    let (before, after) = (text_of(old, pair.old), text_of(new, pair.new));
    let title = title_of(t, pair);
    let body = if change == SectionChange::Moved {
        view! { <p class="empty">{t.compare_moved_hint()}</p> }.into_any()
    } else {
        view! { <Diff before after label=title.clone()/> }.into_any()
    };
    view! {
        <section class="compare-section" data-testid="compare-section" data-change=change.name()>
            <h2 class="compare-heading">{title}{chip(t, change)}</h2>
            {body}
        </section>
    }
    .into_any()
}

fn title_of(t: Locale, pair: &Pair) -> String {
    let is_opening = pair.new.or(pair.old) == Some(0);
    match pair.title.as_str() {
        "" if is_opening => t.compare_opening().to_owned(),
        "" => t.compare_untitled().to_owned(),
        title => crate::domain::bidi::visible(title).into_owned(),
    }
}

fn chip(t: Locale, change: SectionChange) -> AnyView {
    let word = match change {
        SectionChange::Added => t.compare_added(),
        SectionChange::Removed => t.compare_removed(),
        SectionChange::Changed => t.compare_changed(),
        SectionChange::Moved => t.compare_moved(),
    };
    view! { <span class="change" data-change=change.name()>{word}</span> }.into_any()
}

/// The two as documents, side by side, with what differs marked.
#[component]
fn AsDocument(
    /// The older one.
    before: State,
    /// The newer one.
    after: State,
) -> impl IntoView {
    let app = app();
    let t = app.locale_now();
    let pairs = compare(&before.text, &after.text);
    let (old_marks, new_marks) = marks(&pairs);
    let (left, right) = (app.side_view(), app.side_view());
    let language = app.opened().with_untracked(|opened| {
        let design = opened.design();
        design.map_or(t, |design| design.locale)
    });
    let jumps = pairs.iter().filter_map(|pair| {
        let change = pair.change?;
        let (old, new) = (pair.old, pair.new);
        let title = title_of(t, pair);
        Some(view! {
            <li>
                <button class="compare-jump" on:click=move |_| app.reveal_sections(&[(left, old), (right, new)])>
                    {title}{chip(t, change)}
                </button>
            </li>
        })
    });
    let jumps = jumps.collect_view();
    let side = move |view: crate::app::SideView, name: &'static str, text: String, marks| {
        let text = Signal::stored(text);
        view! {
            <div class="compare-side" role="region" aria-label=name tabindex="0">
                <p class="compare-side-name">{name}</p>
                <Rendered side=view text marks language label=name/>
            </div>
        }
    };
    view! {
        <nav class="compare-jumps" aria-label=t.compare_jump()><ul>{jumps}</ul></nav>
        <div class="compare-sides">
            {side(left, t.diff_before(), before.text, old_marks)}
            {side(right, t.diff_after(), after.text, new_marks)}
        </div>
    }
}
