//! The service catalogue of a design, and the events that its services exchange.

use super::table::Table;
use crate::domain::design::{
    lines::{self, Kind, Line},
    outline::concepts_in,
};

/// A service.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Service {
    /// Its name.
    pub name: String,
    /// What it is responsible for.
    pub responsibility: String,
    /// The data of which it is the only writer.
    pub owns: Vec<String>,
    /// What it offers.
    pub exposes: Vec<String>,
    /// What it calls and handles.
    pub consumes: Vec<String>,
    /// The events that it publishes.
    pub publishes: Vec<String>,
}

/// Data with the one service that writes it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Store {
    /// What it holds.
    pub name: String,
    /// The service that owns it.
    pub owner: String,
}

/// An event.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Event {
    /// Its name.
    pub name: String,
    /// Who publishes it.
    pub publishers: Vec<String>,
    /// Who handles it.
    pub consumers: Vec<String>,
}

/// What a column of the catalogue holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Column {
    Service,
    Responsibility,
    Owns,
    Exposes,
    Consumes,
    Publishes,
    Event,
    Producers,
}

/// The words by which columns are known, lower case. A header is a column's when it begins with one of
/// them, whatever else it says: `Owns (data)`, `拥有的数据`.
const COLUMNS: [(Column, &[&str]); 8] = [
    (
        Column::Service,
        &[
            "service",
            "microservice",
            "component",
            "服务",
            "微服务",
            "组件",
        ],
    ),
    (
        Column::Responsibility,
        &[
            "responsib",
            "purpose",
            "role",
            "description",
            "职责",
            "责任",
            "说明",
            "描述",
        ],
    ),
    (
        Column::Owns,
        &[
            "owns",
            "owned data",
            "data owned",
            "owned",
            "data store",
            "datastore",
            "stores",
            "拥有",
            "所有数据",
            "数据所有权",
            "数据存储",
            "存储",
        ],
    ),
    (
        Column::Exposes,
        &[
            "exposes",
            "sync api",
            "api",
            "interface",
            "endpoints",
            "提供",
            "暴露",
            "接口",
            "对外接口",
        ],
    ),
    (
        Column::Consumes,
        &[
            "consum",
            "depends on",
            "dependencies",
            "calls",
            "subscrib",
            "events consumed",
            "调用",
            "依赖",
            "消费",
            "订阅",
        ],
    ),
    (
        Column::Publishes,
        &[
            "publish",
            "emits",
            "events published",
            "events emitted",
            "produces",
            "发布",
            "发出",
            "发送事件",
            "产生",
        ],
    ),
    (
        Column::Event,
        &[
            "event", "topic", "channel", "message", "事件", "主题", "消息", "通道",
        ],
    ),
    (
        Column::Producers,
        &[
            "producer",
            "publisher",
            "published by",
            "emitted by",
            "生产者",
            "发布者",
            "发布方",
            "生产方",
        ],
    ),
];

fn column(header: &str) -> Option<Column> {
    let header = lines::plain(header).to_lowercase();
    let matching = |column: &(Column, &[&str])| {
        let words = column.1.iter().filter(|word| header.starts_with(*word));
        words.map(|word| word.len()).max()
    };
    // The longest word decides: `Events published` is no list of events.
    let found = COLUMNS.iter().max_by_key(|column| matching(column))?;
    matching(found).map(|_| found.0)
}

fn place(table: &Table, wanted: Column) -> Option<usize> {
    table
        .header
        .iter()
        .position(|header| column(header) == Some(wanted))
}

/// How many of the catalogue's columns a table has beside the service's; none when it has not that one.
fn width(table: &Table) -> usize {
    if place(table, Column::Service).is_none() {
        return 0;
    }
    let columns = [
        Column::Responsibility,
        Column::Owns,
        Column::Exposes,
        Column::Consumes,
        Column::Publishes,
    ];
    columns
        .iter()
        .filter(|column| place(table, **column).is_some())
        .count()
}

/// The services: of the widest table of services and those like it, else of the section on boundaries.
pub(super) fn services(lines: &[Line<'_>], tables: &[Table]) -> Vec<Service> {
    let best = tables.iter().rev().max_by_key(|table| width(table));
    let Some(best) = best.filter(|table| width(table) > 0) else {
        return described(lines);
    };
    let mut services: Vec<Service> = Vec::new();
    let alike = |table: &&Table| width(table) >= 2 || table.header == best.header;
    let others = tables.iter().filter(alike).filter(|table| *table != best);
    for table in std::iter::once(best).chain(others) {
        for row in &table.rows {
            let service = of_row(table, row);
            if service.name.is_empty() {
                continue;
            }
            match services.iter_mut().find(|known| known.name == service.name) {
                Some(known) => known.complete(service),
                None => services.push(service),
            }
        }
    }
    services
}

fn of_row(table: &Table, row: &[String]) -> Service {
    let cell = |wanted| {
        let cell = place(table, wanted).and_then(|at| row.get(at));
        cell.map_or("", String::as_str)
    };
    Service {
        name: lines::plain(cell(Column::Service)),
        responsibility: lines::plain(cell(Column::Responsibility)),
        owns: items(cell(Column::Owns)),
        exposes: items(cell(Column::Exposes)),
        consumes: items(cell(Column::Consumes)),
        publishes: items(cell(Column::Publishes)),
    }
}

impl Service {
    /// Takes over what it lacks.
    fn complete(&mut self, other: Self) {
        if self.responsibility.is_empty() {
            self.responsibility = other.responsibility;
        }
        for (own, others) in [
            (&mut self.owns, other.owns),
            (&mut self.exposes, other.exposes),
            (&mut self.consumes, other.consumes),
            (&mut self.publishes, other.publishes),
        ] {
            if own.is_empty() {
                *own = others;
            }
        }
    }
}

/// The services that a section on boundaries describes in a list: `- **Order**: takes orders`.
fn described(lines: &[Line<'_>]) -> Vec<Service> {
    let sections = lines::sections(lines);
    let Some(section) = sections
        .iter()
        .find(|section| concepts_in(section.title).contains(&"boundary"))
    else {
        return Vec::new();
    };
    let described = |line: &Line<'_>| {
        let (at, item) = lines::list_item(line.prose()?)?;
        let bold = item.strip_prefix("**").filter(|_| at < 6)?;
        let (name, rest) = bold.split_once("**")?;
        let rest = rest
            .trim_start()
            .trim_start_matches([':', '：', '–', '—', '-']);
        let name = lines::plain(name.trim_end_matches([':', '：']));
        (!name.is_empty()).then(|| Service {
            name,
            responsibility: lines::plain(rest),
            ..Service::default()
        })
    };
    lines[section.lines.clone()]
        .iter()
        .filter_map(described)
        .collect()
}

/// The things that a cell lists; commas in parentheses and code part nothing.
pub(super) fn items(cell: &str) -> Vec<String> {
    let cell = cell
        .replace("<br/>", "\n")
        .replace("<br>", "\n")
        .replace("<br />", "\n");
    let mut items = vec![String::new()];
    let (mut depth, mut code) = (0_u32, false);
    for character in cell.chars() {
        match character {
            '`' => code = !code,
            '(' | '（' | '[' | '{' if !code => depth += 1,
            ')' | '）' | ']' | '}' if !code => depth = depth.saturating_sub(1),
            _ => {}
        }
        let parts = matches!(character, ',' | '，' | '、' | ';' | '；' | '\n');
        match items.last_mut() {
            Some(item) if !(parts && depth == 0 && !code) => item.push(character),
            _ => items.push(String::new()),
        }
    }
    let plain = items.iter().map(|item| lines::plain(item));
    plain
        .filter(|item| item.chars().any(char::is_alphanumeric))
        .collect()
}

/// The events that services publish and handle, and those of tables of events.
pub(super) fn events(services: &[Service], tables: &[Table]) -> Vec<Event> {
    let mut events: Vec<Event> = Vec::new();
    for service in services {
        for name in &service.publishes {
            let event = entry(&mut events, name_of(name));
            push(&mut event.publishers, &service.name);
        }
    }
    for table in tables {
        of_table(table, &mut events);
    }
    for service in services {
        for item in &service.consumes {
            let name = name_of(item);
            let known = events.iter().any(|event| event.name == name);
            let is_service = services.iter().any(|service| service.name == name);
            if known || looks_like_event(name) && !is_service {
                push(&mut entry(&mut events, name).consumers, &service.name);
            }
        }
    }
    events
}

/// The events of a table that names them with their producers or consumers.
fn of_table(table: &Table, events: &mut Vec<Event>) {
    let (Some(name), producers) = (place(table, Column::Event), place(table, Column::Producers))
    else {
        return;
    };
    if producers.is_none() {
        return;
    }
    let consumers = place(table, Column::Consumes);
    let cell = |row: &[String], at: Option<usize>| {
        at.and_then(|at| row.get(at))
            .map_or_else(Vec::new, |cell| items(cell))
    };
    for row in &table.rows {
        let Some(name) = row.get(name).map(|name| lines::plain(name)) else {
            continue;
        };
        if name.is_empty() {
            continue;
        }
        let event = entry(events, name_of(&name));
        for publisher in cell(row, producers) {
            push(&mut event.publishers, &publisher);
        }
        for consumer in cell(row, consumers) {
            push(&mut event.consumers, &consumer);
        }
    }
}

/// The name that an item begins with: `OrderPlaced (v2)`.
fn name_of(item: &str) -> &str {
    item.split(['(', '（']).next().unwrap_or(item).trim()
}

/// `order.placed`, `OrderPlaced`: names of events, not of services or operations.
fn looks_like_event(name: &str) -> bool {
    let word = !name.contains([' ', '/', '-']) && name.is_ascii();
    let dotted = name.contains('.') && !name.ends_with('.');
    let capitals = name.chars().filter(char::is_ascii_uppercase).count();
    let camel = name.starts_with(|c: char| c.is_ascii_uppercase())
        && capitals >= 2
        && name.chars().any(|c| c.is_ascii_lowercase());
    word && (dotted || camel)
}

fn entry<'a>(events: &'a mut Vec<Event>, name: &str) -> &'a mut Event {
    let at = events
        .iter()
        .position(|event| event.name == name)
        .unwrap_or_else(|| {
            events.push(Event {
                name: name.to_owned(),
                ..Event::default()
            });
            events.len() - 1
        });
    &mut events[at]
}

fn push(names: &mut Vec<String>, name: &str) {
    if !names.iter().any(|known| known == name) {
        names.push(name.to_owned());
    }
}

/// Whether a line is a heading or a fence: the end of a list.
pub(super) fn ends_list(line: &Line<'_>) -> bool {
    line.kind != Kind::Text
}
