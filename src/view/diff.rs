//! Two texts compared, side by side or in one column: changed lines with the words that changed, and what
//! did not change folded away. It must not know what the texts are.

use std::sync::Arc;

use leptos::prelude::*;

use super::{
    app,
    ui::dynamic::{part, text},
};
use crate::{
    app::DiffLayout,
    domain::{
        design::diff::{self, Inline, Line, Row, Stretch},
        locale::Locale,
    },
};

/// How many folded rows are shown at once.
const STEP: usize = 500;

/// The comparison of two texts.
#[component]
pub fn Diff(
    /// The old text.
    #[prop(into)]
    before: String,
    /// The new text.
    #[prop(into)]
    after: String,
    /// What is compared, for those who do not see it.
    #[prop(into, optional)]
    label: String,
    /// What the old text is called.
    #[prop(into, optional)]
    before_name: String,
    /// What the new text is called.
    #[prop(into, optional)]
    after_name: String,
) -> impl IntoView {
    let app = app();
    let t = app.locale_now();
    let or = |name: String, usual: &str| {
        if name.is_empty() {
            usual.to_owned()
        } else {
            name
        }
    };
    let names = (
        or(before_name, t.diff_before()),
        or(after_name, t.diff_after()),
    );
    let label = or(label, &format!("{} / {}", names.0, names.1));
    let compared = Arc::new(diff::Diff::of(&before, &after));
    let is_empty = compared.is_empty();
    view! {
        <div class="diff" data-testid="diff" role="group" aria-label=label
            data-layout=text(move || app.diff_layout().name().to_owned())>
            {if is_empty {
                view! { <p class="empty">{t.diff_none()}</p> }.into_any()
            } else {
                view! {
                    <Bar counts=compared.counts()/>
                    {part(move || table(t, &compared, app.diff_layout(), &names))}
                }.into_any()
            }}
        </div>
    }
}

#[component]
fn Bar(
    /// How much differs.
    counts: diff::Counts,
) -> impl IntoView {
    let app = app();
    let t = app.locale_now();
    let choice = move |layout: DiffLayout, label: &'static str| {
        view! {
            <button class="segment" aria-pressed=text(move || (app.diff_layout() == layout).to_string())
                on:click=move |_| app.set_diff_layout(layout)>{label}</button>
        }
    };
    view! {
        <div class="diff-bar">
            <span class="diff-count" data-change="added">{t.diff_added(counts.added)}</span>
            <span class="diff-count" data-change="removed">{t.diff_removed(counts.removed)}</span>
            <span class="segments row-end" role="group" aria-label=t.diff_layout()>
                {choice(DiffLayout::SideBySide, t.diff_side_by_side())}
                {choice(DiffLayout::Inline, t.diff_inline())}
            </span>
        </div>
    }
}

fn table(
    t: Locale,
    compared: &Arc<diff::Diff>,
    layout: DiffLayout,
    names: &(String, String),
) -> impl IntoView + use<> {
    let stretches = compared.stretches().into_iter().map(|stretch| {
        let compared = Arc::clone(compared);
        stretch_view(t, compared, layout, &stretch)
    });
    let stretches = stretches.collect_view();
    let head = (layout == DiffLayout::SideBySide).then(|| {
        // The head's cells span two columns: without these, the numbers would take half of each side.
        view! {
            <colgroup>
                <col class="diff-column"/>
                <col/>
                <col class="diff-column"/>
                <col/>
            </colgroup>
            <thead>
                <tr>
                    <th class="diff-name" scope="col" colspan="2">{names.0.clone()}</th>
                    <th class="diff-name" scope="col" colspan="2">{names.1.clone()}</th>
                </tr>
            </thead>
        }
    });
    view! { <table class="diff-table">{head}{stretches}</table> }
}

fn stretch_view(
    t: Locale,
    compared: Arc<diff::Diff>,
    layout: DiffLayout,
    stretch: &Stretch,
) -> impl IntoView + use<> {
    let Stretch { from, to, folded } = *stretch;
    let shown_to = RwSignal::new(if folded { from } else { to });
    let unchanged = compared.rows()[from].is_same();
    part(move || {
        let shown = shown_to.get();
        let rows = rows_view(&compared.rows()[from..shown], layout);
        let left = to - shown;
        let button = (left > 0).then(|| {
            let next = left.min(STEP);
            let label = if unchanged && next == left {
                t.diff_unfold(next)
            } else {
                t.diff_more(next)
            };
            view! {
                <tr>
                    <td class="diff-fold" colspan="4">
                        <button class="diff-unfold" on:click=move |_| shown_to.update(|shown| *shown += next)>{label}</button>
                    </td>
                </tr>
            }
        });
        view! { <tbody>{rows}{button}</tbody> }
    })
}

fn rows_view(rows: &[Row], layout: DiffLayout) -> AnyView {
    match layout {
        DiffLayout::SideBySide => rows.iter().map(side_by_side).collect_view().into_any(),
        DiffLayout::Inline => (diff::inline(rows).into_iter())
            .map(|row| inline(&row))
            .collect_view()
            .into_any(),
    }
}

fn side_by_side(row: &Row) -> AnyView {
    let (old, new) = match row {
        Row::Same { old, new, text } => (unchanged(Some(*old), text), unchanged(Some(*new), text)),
        Row::Changed { old, new } => (side(old.as_ref(), "removed"), side(new.as_ref(), "added")),
    };
    view! { <tr>{old}{new}</tr> }.into_any()
}

fn inline(row: &Inline<'_>) -> AnyView {
    let cells = match row {
        Inline::Same(old, new, text) => {
            (number(Some(*old), "same"), unchanged(Some(*new), text)).into_any()
        }
        Inline::Removed(line) => (
            number(Some(line.number), "removed"),
            number(None, "removed"),
            content(line, "removed"),
        )
            .into_any(),
        Inline::Added(line) => (number(None, "added"), side(Some(line), "added")).into_any(),
    };
    view! { <tr>{cells}</tr> }.into_any()
}

/// A line's number and text; an empty place where the other text has a line of its own.
fn side(line: Option<&Line>, change: &'static str) -> AnyView {
    match line {
        Some(line) => (number(Some(line.number), change), content(line, change)).into_any(),
        None => view! {
            {number(None, "none")}
            <td class="diff-line" data-change="none"></td>
        }
        .into_any(),
    }
}

fn unchanged(at: Option<usize>, text: &str) -> AnyView {
    view! {
        {number(at, "same")}
        <td class="diff-line" data-change="same">{text.trim_end_matches(['\n', '\r']).to_owned()}</td>
    }
    .into_any()
}

fn number(at: Option<usize>, change: &'static str) -> AnyView {
    let at = at.map(|at| at.to_string());
    view! { <td class="diff-number" data-line=at data-change=change></td> }.into_any()
}

fn content(line: &Line, change: &'static str) -> AnyView {
    let pieces = line.pieces.iter().map(|piece| {
        if piece.marked {
            // An end of line that only one text has would not be seen.
            let text = piece.text.replace('\r', "␍").replace('\n', "⏎");
            view! { <mark class="diff-word">{text}</mark> }.into_any()
        } else {
            piece
                .text
                .trim_end_matches(['\n', '\r'])
                .to_owned()
                .into_any()
        }
    });
    let pieces = pieces.collect_view();
    let text = if change == "added" {
        view! { <ins class="diff-text">{pieces}</ins> }.into_any()
    } else {
        view! { <del class="diff-text">{pieces}</del> }.into_any()
    };
    view! { <td class="diff-line" data-change=change>{text}</td> }.into_any()
}
