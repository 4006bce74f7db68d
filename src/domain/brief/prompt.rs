//! The brief as a model reads it: Markdown, the text first and as it is, then what the fields say, what was
//! worked out, what was asked, and what came along.

use super::{Attachment, Brief, Need, Standing, derive::derive, field::Group};
use crate::domain::locale::Locale;

impl Brief {
    /// What goes to the model. A brief of text alone is that text and nothing more.
    #[must_use]
    pub fn prompt(&self, locale: Locale) -> String {
        let mut parts = vec![self.text.clone()];
        parts.extend(
            Group::ALL
                .into_iter()
                .filter_map(|group| self.fields_of(group, locale)),
        );
        parts.extend(self.consistency_part(locale));
        parts.extend(self.derived_part(locale));
        parts.extend(self.answers_part(locale));
        parts.extend(self.wanted_part(locale));
        parts.extend(self.context_part(locale));
        if parts.len() == 1 {
            return parts.remove(0);
        }
        parts.retain(|part| !part.trim().is_empty());
        parts.join("\n\n")
    }

    fn fields_of(&self, group: Group, locale: Locale) -> Option<String> {
        let line = |field: super::Field| {
            let value = self.get(field).trim();
            let value = match self.quantity(field) {
                Some(Err(_)) => locale.brief_prompt_unread(value),
                _ => indented(value),
            };
            (!self.get(field).trim().is_empty()).then(|| item(field.label(locale), &value, locale))
        };
        section(
            group.label(locale),
            "",
            group.fields().filter_map(line).collect(),
        )
    }

    fn consistency_part(&self, locale: Locale) -> Option<String> {
        let needs = self.consistency.iter().filter(|need| !need.is_blank());
        let line = |need: &Need| item(need.operation.trim(), &indented(need.need.trim()), locale);
        section(
            locale.brief_group_consistency(),
            "",
            needs.map(line).collect(),
        )
    }

    fn derived_part(&self, locale: Locale) -> Option<String> {
        let lines = derive(self).into_iter().map(|derived| {
            let value = format!("{} ({})", derived.shown(), derived.formula(locale));
            item(derived.label(locale), &value, locale)
        });
        let (title, note) = (locale.brief_group_derived(), locale.brief_prompt_derived());
        section(title, note, lines.collect())
    }

    fn answers_part(&self, locale: Locale) -> Option<String> {
        let lines = self.answers.iter().map(|answer| {
            let standing = answer.standing.label(locale);
            format!(
                "- {}\n  **{standing}**{}{}",
                indented(answer.question.trim()),
                colon(locale),
                indented(answer.answer.trim())
            )
        });
        let (title, note) = (locale.brief_group_answers(), locale.brief_prompt_answers());
        section(title, note, lines.collect())
    }

    fn wanted_part(&self, locale: Locale) -> Option<String> {
        let lines = self.wanted.iter().map(|wanted| format!("- {wanted}"));
        let (title, note) = (locale.brief_group_wanted(), locale.brief_prompt_only());
        section(title, note, lines.collect())
    }

    fn context_part(&self, locale: Locale) -> Option<String> {
        if self.context.is_empty() {
            return None;
        }
        let mut part = format!(
            "## {}\n\n{}",
            locale.brief_group_context(),
            locale.brief_prompt_context()
        );
        for attachment in &self.context {
            part.push_str("\n\n");
            part.push_str(&fenced(attachment, locale));
        }
        Some(part)
    }
}

impl Standing {
    /// The word for it, as the output contract has it.
    #[must_use]
    pub fn label(self, locale: Locale) -> &'static str {
        match self {
            Self::Given => locale.brief_standing_given(),
            Self::Assumed => locale.brief_standing_assumed(),
        }
    }
}

fn section(title: &str, note: &str, lines: Vec<String>) -> Option<String> {
    if lines.is_empty() {
        return None;
    }
    let note = if note.is_empty() {
        String::new()
    } else {
        format!("{note}\n\n")
    };
    Some(format!("## {title}\n\n{note}{}", lines.join("\n")))
}

fn item(label: &str, value: &str, locale: Locale) -> String {
    format!("- **{label}**{}{value}", colon(locale))
}

fn colon(locale: Locale) -> &'static str {
    match locale {
        Locale::En => ": ",
        Locale::Zh => "：",
    }
}

/// Lines that stay within the item of a list.
fn indented(text: &str) -> String {
    text.replace('\n', "\n  ")
}

/// An attachment in a fence that nothing in it can close.
fn fenced(attachment: &Attachment, locale: Locale) -> String {
    let Attachment { name, kind, text } = attachment;
    let longest = text.split(|c| c != '`').map(str::len).max().unwrap_or(0);
    let fence = "`".repeat(longest.max(2) + 1);
    let name = name.replace(['\n', '\r'], " ");
    let end = if text.ends_with('\n') { "" } else { "\n" };
    let (label, mark) = (kind.label(locale), kind.fence(text));
    format!("### {name} ({label})\n\n{fence}{mark}\n{text}{end}{fence}")
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::domain::brief::{
        Field,
        tests::{any, full},
    };

    #[test]
    fn a_whole_brief_is_markdown_in_the_users_language() {
        let mut brief = full();
        brief.set(Field::PeakRate, "many".into());
        let prompt = brief.prompt(Locale::En);
        assert!(prompt.starts_with("Order management.\n\nNever lose an order.\n\n## Users and domain\n\n- **Users and clients**: users 1\n  二\n"), "{prompt}");
        for part in [
            "- **Average load**: 1.5k/s\n",
            "- **Peak load**: many (not understood as a number)\n",
            "## Consistency\n\n- **Place an order**: linearizable\n",
            "- **Requests a day**: 129,600,000 (average rate × seconds a day = 1,500/s × 86,400 s)\n",
            "- Who pays?\n  **given**: 客户\n- Which region?\n  **assumed**: EU\n",
            "in this order:\n\n- Testing strategy\n",
            "### orders.sql (SQL)\n\n```sql\nCREATE TABLE orders (id uuid);\n```",
        ] {
            assert!(prompt.contains(part), "{part} is not in {prompt}");
        }
        let chinese = brief.prompt(Locale::Zh);
        assert!(
            chinese.contains("- **平均负载**：1.5k/s\n") && chinese.contains("**假设**：EU"),
            "{chinese}"
        );
    }

    #[test]
    fn nothing_in_a_file_closes_its_fence() {
        let mut brief = Brief::from("x");
        brief.context.push(Attachment {
            name: "a\n# b.md".into(),
            kind: super::super::Kind::Markdown,
            text: "````\nend".into(),
        });
        let prompt = brief.prompt(Locale::En);
        assert!(
            prompt.ends_with("### a # b.md (Markdown)\n\n`````markdown\n````\nend\n`````"),
            "{prompt}"
        );
    }

    #[test]
    fn fields_alone_need_no_text() {
        let mut brief = Brief::default();
        brief.set(Field::Team, "Two people".into());
        assert_eq!(
            brief.prompt(Locale::En),
            "## Surroundings and constraints\n\n- **Team**: Two people"
        );
    }

    proptest! {
        #[test]
        fn a_text_alone_is_the_prompt(text in "(?s).*") {
            prop_assert_eq!(Brief::of_text(text.clone()).prompt(Locale::En), text);
        }

        #[test]
        fn nothing_of_a_brief_is_left_out(brief in any()) {
            let prompt = brief.prompt(Locale::Zh).replace("\n  ", "\n");
            for field in Field::ALL {
                prop_assert!(prompt.contains(&brief.get(field).trim().replace("\n  ", "\n")));
            }
            for attachment in &brief.context {
                prop_assert!(prompt.contains(&attachment.text.replace("\n  ", "\n")));
            }
        }
    }
}
