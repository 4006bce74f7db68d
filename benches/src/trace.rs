//! What a recorded trace says of a page: how long its threads worked, and when.

use serde::Deserialize;
use serde_json::Value;

/// A task longer than this keeps a user waiting (the browsers' own definition), in milliseconds.
pub const LONG_TASK: f64 = 50.0;

/// One record of a trace. Times are microseconds.
#[derive(Debug, Clone, Deserialize)]
pub struct Event {
    name: String,
    ph: String,
    pid: u64,
    tid: u64,
    #[serde(default)]
    ts: f64,
    #[serde(default)]
    dur: f64,
    /// The time that the thread really ran, without what it waited for a core.
    tdur: Option<f64>,
    #[serde(default)]
    args: Value,
}

/// A task of a thread.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Task {
    start: f64,
    wall: f64,
    ran: f64,
}

impl Task {
    fn end(&self) -> f64 {
        self.start + self.wall
    }
}

/// The tasks of a page and its workers, and the marks that the page set.
#[derive(Debug, Default)]
pub struct Trace {
    main: Vec<Task>,
    workers: Vec<Task>,
    marks: Vec<(String, f64)>,
}

/// What happened between two moments, in milliseconds.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Span {
    /// How long the page's main thread ran.
    pub main: f64,
    /// The longest task of the main thread, from its start to its end.
    pub longest: f64,
    /// How long the page's workers ran.
    pub workers: f64,
}

impl Trace {
    /// Reads a trace. The page is the process whose main thread set marks.
    #[must_use]
    pub fn read(events: &[Event]) -> Self {
        let marks = || events.iter().filter(|event| is_mark(event));
        let Some(page) = marks().next().map(|event| event.pid) else {
            return Self::default();
        };
        let of_threads = |name: &str| {
            let threads = events.iter().filter(|event| {
                event.pid == page
                    && event.name == "thread_name"
                    && event.args["name"]
                        .as_str()
                        .is_some_and(|found| found.starts_with(name))
            });
            let threads: Vec<u64> = threads.map(|event| event.tid).collect();
            let mut tasks = Vec::new();
            for thread in threads {
                tasks.extend(outermost(events, page, thread));
            }
            tasks
        };
        let mut marks: Vec<(String, f64)> = marks()
            .map(|event| (event.name.clone(), event.ts))
            .collect();
        marks.sort_by(|one, other| one.1.total_cmp(&other.1));
        Self {
            main: of_threads("CrRendererMain"),
            workers: of_threads("DedicatedWorker"),
            marks,
        }
    }

    /// When the page set a mark of this name, in order.
    #[must_use]
    pub fn marks(&self, name: &str) -> Vec<f64> {
        self.marks
            .iter()
            .filter(|(found, _)| found == name)
            .map(|(_, at)| *at)
            .collect()
    }

    /// What happened from one moment on until another, by when tasks began.
    #[must_use]
    pub fn between(&self, from: f64, to: f64) -> Span {
        let within = |task: &&Task| (from..to).contains(&task.start);
        let ran = |tasks: &[Task]| {
            let within = tasks.iter().filter(within);
            within.fold(0.0, |sum, task| sum + task.ran)
        };
        let longest = self.main.iter().filter(within).map(|task| task.wall);
        Span {
            main: ran(&self.main) / 1000.0,
            longest: longest.fold(0.0, f64::max) / 1000.0,
            workers: ran(&self.workers) / 1000.0,
        }
    }

    /// The end of everything that was recorded.
    #[must_use]
    pub fn end(&self) -> f64 {
        let tasks = self.main.iter().chain(&self.workers);
        tasks.map(Task::end).fold(0.0, f64::max)
    }
}

fn is_mark(event: &Event) -> bool {
    ["update", "show", "finish"].contains(&event.name.as_str()) && event.ph != "M"
}

/// The tasks of one thread without those that ran inside another.
fn outermost(events: &[Event], process: u64, thread: u64) -> Vec<Task> {
    let mut tasks: Vec<Task> = events
        .iter()
        .filter(|event| event.ph == "X" && event.pid == process && event.tid == thread)
        .map(|event| Task {
            start: event.ts,
            wall: event.dur,
            ran: event.tdur.unwrap_or(event.dur),
        })
        .collect();
    tasks.sort_by(|one, other| one.start.total_cmp(&other.start));
    let mut outermost: Vec<Task> = Vec::new();
    for task in tasks {
        if outermost.last().is_none_or(|last| task.start >= last.end()) {
            outermost.push(task);
        }
    }
    outermost
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn trace() -> Trace {
        let events = json!([
            {"name": "thread_name", "ph": "M", "pid": 7, "tid": 1, "args": {"name": "CrRendererMain"}},
            {"name": "thread_name", "ph": "M", "pid": 7, "tid": 2, "args": {"name": "DedicatedWorker thread"}},
            {"name": "thread_name", "ph": "M", "pid": 8, "tid": 1, "args": {"name": "CrRendererMain"}},
            {"name": "update", "ph": "I", "pid": 7, "tid": 1, "ts": 1000.0},
            {"name": "finish", "ph": "I", "pid": 7, "tid": 1, "ts": 9000.0},
            {"name": "Run", "ph": "X", "pid": 7, "tid": 1, "ts": 1000.0, "dur": 3000.0, "tdur": 2000},
            {"name": "Nested", "ph": "X", "pid": 7, "tid": 1, "ts": 1500.0, "dur": 100.0, "tdur": 100},
            {"name": "Run", "ph": "X", "pid": 7, "tid": 1, "ts": 5000.0, "dur": 1000.0},
            {"name": "Run", "ph": "X", "pid": 7, "tid": 2, "ts": 5000.0, "dur": 4000.0, "tdur": 500},
            {"name": "Run", "ph": "X", "pid": 8, "tid": 1, "ts": 5000.0, "dur": 8000.0, "tdur": 8000},
        ]);
        Trace::read(&serde_json::from_value::<Vec<Event>>(events).unwrap())
    }

    #[test]
    fn a_thread_s_tasks_are_counted_once_and_only_the_page_s() {
        let span = trace().between(0.0, 9000.0);
        let expected = Span {
            main: 3.0,
            longest: 3.0,
            workers: 0.5,
        };
        assert_eq!(span, expected);
    }

    #[test]
    fn a_span_has_the_tasks_that_begin_in_it() {
        let trace = trace();
        assert_eq!(trace.between(1000.0, 5000.0).main, 2.0);
        assert_eq!(trace.between(5000.0, 9000.0).main, 1.0);
        assert_eq!(trace.marks("update"), [1000.0]);
        assert_eq!(trace.end(), 9000.0);
    }
}
