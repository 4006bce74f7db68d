//! The browser's own model (Prompt API, `LanguageModel`): a question as data in, lines of JSON out, in the
//! form that `domain::wire` reads.
//!
//! The interface is young and in no list of bindings, so it is called by name. What an answer means is
//! not decided here.

use js_sys::{Array, Function, Object, Promise, Reflect};
use serde_json::{Value, json};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{AbortSignal, ReadableStreamDefaultReader};

/// The pieces of an answer.
#[derive(Debug)]
pub struct Answer {
    session: JsValue,
    pieces: Option<ReadableStreamDefaultReader>,
}

/// Whether the browser has the interface; there may be no model behind it.
#[must_use]
pub fn exists() -> bool {
    interface().is_some()
}

/// Whether there is a model, as `{"availability":"…"}`; `None` in a browser without the interface.
pub async fn availability() -> Option<String> {
    let word = settled(call(&interface()?, "availability", &[]).ok()?)
        .await
        .ok()?;
    Some(json!({ "availability": word.as_string()? }).to_string())
}

/// Asks the model; `question` is `{"system":"…","messages":[{"role":"…","content":"…"}]}`. `None` in a
/// browser without the interface.
pub async fn ask(question: &str, signal: Option<&AbortSignal>) -> Option<Result<Answer, String>> {
    let interface = interface()?;
    let question: Value = serde_json::from_str(question).unwrap_or_default();
    Some(
        begin(&interface, &question, signal)
            .await
            .map_err(|error| error_line(&error)),
    )
}

async fn begin(
    interface: &JsValue,
    question: &Value,
    signal: Option<&AbortSignal>,
) -> Result<Answer, JsValue> {
    let turns = question["messages"]
        .as_array()
        .map_or(&[][..], Vec::as_slice);
    let (last, earlier) = turns.split_last().ok_or("nothing is asked")?;
    let prompts = Array::new();
    prompts.push(&turn("system", &question["system"]));
    for turn_before in earlier {
        let role = turn_before["role"].as_str().unwrap_or("user");
        prompts.push(&turn(role, &turn_before["content"]));
    }
    let session = call(
        interface,
        "create",
        &[&options(signal, &[("initialPrompts", &prompts)])],
    )?;
    // Whatever fails from here on, the session is given back.
    let mut answer = Answer {
        session: settled(session).await?,
        pieces: None,
    };
    let words = JsValue::from_str(last["content"].as_str().unwrap_or_default());
    let stream = call(
        &answer.session,
        "promptStreaming",
        &[&words, &options(signal, &[])],
    )?;
    answer.pieces = Some(call(&stream, "getReader", &[])?.unchecked_into());
    Ok(answer)
}

impl Answer {
    /// The next line; `None` after the last.
    pub async fn next(&mut self) -> Option<String> {
        let pieces = self.pieces.as_ref()?;
        match JsFuture::from(pieces.read()).await {
            Ok(read) if property(&read, "done").is_truthy() => {
                self.pieces = None;
                Some(line(&json!({"done": true})))
            }
            Ok(read) => {
                let text = property(&read, "value").as_string().unwrap_or_default();
                Some(line(&json!({ "text": text })))
            }
            Err(error) => {
                self.pieces = None;
                Some(error_line(&error))
            }
        }
    }
}

impl Drop for Answer {
    fn drop(&mut self) {
        // A session holds the model in memory. That it is gone already is no harm.
        let _ = call(&self.session, "destroy", &[]);
    }
}

fn interface() -> Option<JsValue> {
    let interface = property(&js_sys::global(), "LanguageModel");
    (!interface.is_undefined()).then_some(interface)
}

fn turn(role: &str, content: &Value) -> JsValue {
    let content = content.as_str().unwrap_or_default();
    object(&[("role", &role.into()), ("content", &content.into())])
}

fn options(signal: Option<&AbortSignal>, fields: &[(&str, &JsValue)]) -> JsValue {
    let options = object(fields);
    if let Some(signal) = signal {
        // Setting a property of a plain object cannot fail.
        let _ = Reflect::set(&options, &"signal".into(), signal);
    }
    options
}

fn object(fields: &[(&str, &JsValue)]) -> JsValue {
    let object = Object::new();
    for (name, value) in fields {
        let _ = Reflect::set(&object, &(*name).into(), value);
    }
    object.into()
}

fn property(of: &JsValue, name: &str) -> JsValue {
    Reflect::get(of, &name.into()).unwrap_or(JsValue::UNDEFINED)
}

fn call(on: &JsValue, name: &str, arguments: &[&JsValue]) -> Result<JsValue, JsValue> {
    let method: Function = property(on, name).dyn_into()?;
    method.apply(on, &arguments.iter().copied().collect::<Array>())
}

async fn settled(promise: JsValue) -> Result<JsValue, JsValue> {
    JsFuture::from(Promise::resolve(&promise)).await
}

fn error_line(error: &JsValue) -> String {
    let words = |name| property(error, name).as_string();
    let message = [words("name"), words("message"), error.as_string()];
    let message: Vec<_> = message.into_iter().flatten().collect();
    let kind = match words("name").as_deref() {
        Some("QuotaExceededError") => "context_length_exceeded",
        _ => "",
    };
    line(&json!({"error": {"message": message.join(": "), "type": kind}}))
}

fn line(value: &Value) -> String {
    format!("{value}\n")
}
