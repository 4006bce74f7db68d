//! Locks that the tabs of one origin share (Web Locks). A tab that dies lets go of its own. What they stand
//! for is `domain::tabs`' business.
//!
//! The browser offers them to pages from https and from loopback only.

use std::{cell::Cell, rc::Rc};

use js_sys::{Function, Object, Promise, Reflect};
use wasm_bindgen::{JsCast, JsValue, closure::Closure};
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::AbortController;

/// How a lock is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Way {
    /// Only if nobody has it.
    IfFree,
    /// Whenever it becomes free.
    Wait,
    /// From whoever has it.
    Steal,
}

/// What became of a question for a lock.
#[derive(Debug)]
pub enum News {
    /// It is ours until the hold is dropped.
    Granted(Hold),
    /// Somebody else has it.
    Refused,
    /// It was ours, and was taken away.
    Lost,
}

/// A lock that is held; dropping it lets go.
#[derive(Debug)]
pub struct Hold(Function);

impl Drop for Hold {
    fn drop(&mut self) {
        // Settles a promise of our own.
        let _ = self.0.call0(&JsValue::UNDEFINED);
    }
}

/// A question that is under way; dropping it withdraws the question, if it was not answered.
#[derive(Debug)]
pub struct Question(AbortController);

impl Drop for Question {
    fn drop(&mut self) {
        self.0.abort();
    }
}

fn manager() -> Option<JsValue> {
    let navigator = super::window()?.navigator();
    let manager = Reflect::get(&navigator, &"locks".into()).ok()?;
    manager.is_object().then_some(manager)
}

/// Whether the browser has locks for this page.
#[must_use]
pub fn exist() -> bool {
    manager().is_some()
}

/// Asks for the lock of that name; `hear` is told what becomes of it. `None` when it cannot be asked for.
pub fn ask(name: &str, way: Way, hear: impl Fn(News) + 'static) -> Option<Question> {
    let manager = manager()?;
    let controller = AbortController::new().ok()?;
    let options = Object::new();
    let set = |key: &str, value: JsValue| Reflect::set(&options, &key.into(), &value).is_ok();
    match way {
        Way::IfFree => set("ifAvailable", true.into()),
        Way::Wait => set("signal", controller.signal().into()),
        Way::Steal => set("steal", true.into()),
    };
    let hear = Rc::new(hear);
    let had = Rc::new(Cell::new(false));
    let (heard, has) = (Rc::clone(&hear), Rc::clone(&had));
    let answered = Closure::once_into_js(move |lock: JsValue| -> JsValue {
        if lock.is_null() {
            heard(News::Refused);
            return JsValue::UNDEFINED;
        }
        let mut let_go = None;
        let held = Promise::new(&mut |resolve, _| let_go = Some(resolve));
        has.set(true);
        if let Some(let_go) = let_go {
            heard(News::Granted(Hold(let_go)));
        }
        held.into()
    });
    let request: Function = Reflect::get(&manager, &"request".into())
        .ok()?
        .dyn_into()
        .ok()?;
    let ended: Promise = request
        .call3(&manager, &name.into(), &options, &answered)
        .ok()?
        .dyn_into()
        .ok()?;
    spawn_local(async move {
        // A question that was withdrawn fails as well.
        if JsFuture::from(ended).await.is_err() && had.get() {
            hear(News::Lost);
        }
    });
    Some(Question(controller))
}
