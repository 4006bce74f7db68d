//! The rendered document's nodes: applies patches from the renderer and touches nothing else.
//!
//! The renderer's blocks become children of sections; a section begins at each second-level heading.
//! Only blocks that a patch names are touched, so selection, scroll position and open details elsewhere
//! survive streaming. This is the one place of the page where HTML is set, and it takes `SafeHtml` only.

use std::cell::Cell;

use wasm_bindgen::{JsCast, JsValue, closure::Closure};
use web_sys::{Document, Element, Event};

use crate::domain::{
    preview::{Block, Grown, Patch},
    safe_html::SafeHtml,
};

/// The nodes of one shown document.
#[derive(Debug)]
pub struct DocumentNodes {
    container: Element,
    owner: Document,
    blocks: Vec<ShownBlock>,
    /// Counts the sections that came and went.
    changes: u32,
    /// Counts the places for tools.
    slots: Cell<u32>,
    _touched: Closure<dyn FnMut(Event)>,
}

/// What pointers and keys do to the document.
const TOUCHES: [&str; 6] = [
    "pointerdown",
    "pointermove",
    "pointerup",
    "pointercancel",
    "wheel",
    "keydown",
];

/// A section's place for tools.
#[derive(Debug, Clone)]
pub struct Slot {
    /// Differs from those of all other sections that were shown.
    pub number: u32,
    /// The place.
    pub element: Element,
}

impl Slot {
    fn read(element: Element) -> Option<Self> {
        let number = element.get_attribute(SLOT)?.parse().ok()?;
        Some(Self { number, element })
    }
}

#[derive(Debug)]
struct ShownBlock {
    id: String,
    html: SafeHtml,
    section: Option<String>,
    node: Element,
}

impl DocumentNodes {
    /// Takes over `container`, which must be empty and stay untouched by anyone else; `touched` hears of
    /// pointers, wheels and keys within.
    ///
    /// # Errors
    /// When the element belongs to no document.
    pub fn new(container: Element, touched: impl FnMut(Event) + 'static) -> Result<Self, JsValue> {
        let owner = container.owner_document().ok_or(JsValue::NULL)?;
        container.set_text_content(None);
        let touched = Closure::<dyn FnMut(Event)>::new(touched);
        for kind in TOUCHES {
            container.add_event_listener_with_callback(kind, touched.as_ref().unchecked_ref())?;
        }
        Ok(Self {
            container,
            owner,
            blocks: Vec::new(),
            changes: 0,
            slots: Cell::new(0),
            _touched: touched,
        })
    }

    /// Removes everything, for another document.
    pub fn clear(&mut self) {
        self.changes += 1;
        self.container.set_text_content(None);
        self.blocks.clear();
    }

    /// Differs from an earlier value when sections came or went since.
    #[must_use]
    pub fn section_changes(&self) -> u32 {
        self.changes
    }

    /// A place at the head of each section, the text in front of the first included, that stays as long as
    /// the section. Whoever asks may put nodes into it.
    #[must_use]
    pub fn slots(&self) -> Vec<Slot> {
        let children = self.container.children();
        let sections = (0..children.length()).filter_map(|index| children.item(index));
        sections
            .filter_map(|section| self.slot_of(&section).ok())
            .collect()
    }

    fn slot_of(&self, section: &Element) -> Result<Slot, JsValue> {
        let first = section.first_element_child().and_then(Slot::read);
        if let Some(slot) = first {
            return Ok(slot);
        }
        let number = self.slots.get();
        self.slots.set(number.wrapping_add(1));
        let element = self.owner.create_element("div")?;
        element.set_attribute(SLOT, &number.to_string())?;
        section.prepend_with_node_1(&element)?;
        Ok(Slot { number, element })
    }

    /// Applies what changed.
    ///
    /// # Errors
    /// What the browser threw; never for a patch of our renderer.
    pub fn apply(&mut self, patch: &Patch) -> Result<(), JsValue> {
        for (index, html) in &patch.updates {
            if let Some(shown) = self.blocks.get_mut(*index) {
                shown.node.set_inner_html(html.as_str());
                shown.html = html.clone();
            }
        }
        if let Some(grown) = &patch.grown {
            self.grow(grown)?;
        }
        let mut position = patch.keep.min(self.blocks.len());
        let mut incoming = patch.blocks.iter();
        // An open block that only grew keeps its node.
        for block in incoming.by_ref() {
            let Some(shown) = self.blocks.get_mut(position) else {
                self.append(block)?;
                position += 1;
                continue;
            };
            if shown.id != block.id || shown.section != block.section {
                self.truncate(position);
                self.append(block)?;
            } else if shown.html != block.html {
                shown.node.set_inner_html(block.html.as_str());
                shown.html = block.html.clone();
            }
            position += 1;
        }
        self.truncate(position);
        Ok(())
    }

    /// Replaces the last lines of a listing, so that a long one costs what its end costs.
    fn grow(&mut self, grown: &Grown) -> Result<(), JsValue> {
        let Some(shown) = self.blocks.get_mut(grown.block) else {
            return Ok(());
        };
        // What it was is of no use any more: the next change that is no growth sends the whole block.
        shown.html = SafeHtml::default();
        let Some(code) = shown.node.query_selector("code")? else {
            return Ok(());
        };
        let keep = u32::try_from(grown.keep).unwrap_or(u32::MAX);
        while code.child_element_count() > keep
            && let Some(last) = code.last_element_child()
        {
            last.remove();
        }
        code.insert_adjacent_html("beforeend", grown.lines.as_str())
    }

    /// Fills an opened element: its last child is there to hold it.
    pub fn fill(&self, element: &str, html: &SafeHtml) {
        let element = self.owner.get_element_by_id(element);
        if let Some(holder) = element.and_then(|element| element.last_element_child()) {
            holder.set_inner_html(html.as_str());
        }
    }

    /// Scrolls to a section by its place, what stands before the first heading included.
    pub fn scroll_to_section(&self, place: usize) {
        let place = u32::try_from(place).unwrap_or(u32::MAX);
        if let Some(section) = self.container.children().item(place) {
            section.scroll_into_view();
        }
    }

    /// Marks the sections, in their order, with what became of them; what stands before the first heading
    /// is one, too.
    pub fn mark<'name>(&self, marks: impl Iterator<Item = Option<&'name str>>) {
        let mut section = self.container.first_element_child();
        for mark in marks {
            let Some(element) = section else { return };
            // A plain attribute name cannot be refused.
            let _ = match mark {
                Some(mark) => element.set_attribute("data-change", mark),
                None => element.remove_attribute("data-change"),
            };
            section = element.next_element_sibling();
        }
    }

    fn append(&mut self, block: &Block) -> Result<(), JsValue> {
        let node = self.owner.create_element("div")?;
        node.set_class_name("block");
        node.set_id(&block.id);
        node.set_inner_html(block.html.as_str());
        self.section_for(block)?.append_child(&node)?;
        self.blocks.push(ShownBlock {
            id: block.id.clone(),
            html: block.html.clone(),
            section: block.section.clone(),
            node,
        });
        Ok(())
    }

    /// The section that a new last block belongs to: a new one if the block opens it.
    fn section_for(&mut self, block: &Block) -> Result<Element, JsValue> {
        if let Some(name) = &block.section {
            self.changes += 1;
            let section = self.owner.create_element("section")?;
            section.set_attribute("data-testid", "section")?;
            section.set_attribute("data-section", name)?;
            self.container.append_child(&section)?;
            return Ok(section);
        }
        if let Some(last) = self.container.last_element_child() {
            return Ok(last);
        }
        self.changes += 1;
        let preamble = self.owner.create_element("div")?;
        preamble.set_class_name("preamble");
        self.container.append_child(&preamble)?;
        Ok(preamble)
    }

    fn truncate(&mut self, length: usize) {
        for removed in self.blocks.drain(length.min(self.blocks.len())..).rev() {
            let parent = removed.node.parent_element();
            removed.node.remove();
            if let Some(parent) = parent.filter(holds_nothing) {
                self.changes += 1;
                parent.remove();
            }
        }
    }
}

/// What marks a section's place for tools.
const SLOT: &str = "data-slot";

fn is_slot(element: &Element) -> bool {
    element.has_attribute(SLOT)
}

/// Whether a section has no block any more.
fn holds_nothing(section: &Element) -> bool {
    section
        .last_element_child()
        .is_none_or(|last| is_slot(&last))
}
