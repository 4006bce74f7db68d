//! Tables of what changes in contracts and whom it breaks.

use crate::{
    domain::meaning::{ItemChange, OfferChange, Verdict},
    render::contract::differences,
};

/// The changes between two fences, a line each: what, and below it why.
fn told(info: &str, before: &str, after: &str) -> Vec<String> {
    let fence = |source: &str| vec![(info.to_owned(), source.to_owned())];
    let changes = differences(&fence(before), &fence(after));
    changes.iter().flat_map(lines).collect()
}

fn lines(change: &OfferChange) -> Vec<String> {
    let mut lines = Vec::new();
    if change.change != ItemChange::Changed {
        lines.push(format!("{} {}", change.change.name(), change.name));
    }
    for detail in &change.details {
        let verdict = match detail.verdict() {
            Verdict::Breaking => "!",
            Verdict::Risky => "?",
            Verdict::Safe => "",
        };
        let line = format!(
            "{verdict}{:?} {} [{}>{}]",
            detail.rule, detail.at, detail.before, detail.after
        );
        lines.push(line);
    }
    lines
}

const API: &str = "openapi: 3.1.0
info: {title: Orders, version: '1'}
paths:
  /orders/{id}:
    get:
      operationId: getOrder
      parameters:
        - {name: id, in: path, required: true, schema: {type: string}}
        - {name: limit, in: query, schema: {type: integer, maximum: 100}}
      responses:
        '200':
          description: ok
          content:
            application/json:
              schema: {$ref: '#/components/schemas/Order'}
        '404': {description: none}
  /orders:
    post:
      requestBody:
        required: true
        content:
          application/json:
            schema:
              type: object
              required: [sku]
              properties:
                sku: {type: string}
                note: {type: string}
                state: {type: string, enum: [new, paid]}
      responses: {'201': {description: made}}
components:
  schemas:
    Order:
      type: object
      required: [id]
      properties:
        id: {type: string}
        total: {type: integer}
        state: {type: string, enum: [new, paid]}
        lines:
          type: array
          items: {type: object, properties: {sku: {type: string}}}
";

#[test]
fn openapi_is_judged_by_who_sends_and_who_receives() {
    for (from, to, expected) in [
        ("", "", vec![]),
        // Descriptions, order and names of path parameters say nothing.
        ("description: ok", "description: fine", vec![]),
        ("{id}", "{orderId}", vec![]),
        (
            "  /orders/{id}:\n    get:",
            "  /orders/{id}:\n    put:",
            vec!["!Renamed  [GET /orders/{id}>PUT /orders/{id}]"],
        ),
        (
            "  /orders:\n    post:",
            "  /carts:\n    post:",
            vec!["added POST /carts", "removed POST /orders"],
        ),
        // Parameters.
        (
            "{name: limit, in: query,",
            "{name: limit, in: query, required: true,",
            vec!["!BecameRequired query limit [>]"],
        ),
        (
            "maximum: 100",
            "maximum: 50",
            vec!["!LimitNarrowed query limit [maximum 100>maximum 50]"],
        ),
        (
            "maximum: 100",
            "maximum: 500",
            vec!["LimitWidened query limit [maximum 100>maximum 500]"],
        ),
        (
            ", maximum: 100",
            "",
            vec!["LimitWidened query limit [maximum 100>]"],
        ),
        (
            "name: limit, in: query, schema: {type: integer, maximum: 100}",
            "name: page, in: query, schema: {type: integer}",
            vec![
                "?PartRemoved query limit [integer>]",
                "OptionalAdded query page [>integer]",
            ],
        ),
        (
            "name: limit, in: query, schema: {type: integer, maximum: 100}",
            "name: limit, in: query, schema: {type: number, maximum: 100}",
            vec!["TypeWidened query limit [integer>number]"],
        ),
        // The request body.
        (
            "note: {type: string}\n",
            "note: {type: string}\n                gift: {type: boolean}\n",
            vec!["OptionalAdded body gift [>boolean]"],
        ),
        (
            "required: [sku]",
            "required: [sku, note]",
            vec!["!BecameRequired body note [>]"],
        ),
        (
            "              required: [sku]\n",
            "",
            vec!["BecameOptional body sku [>]"],
        ),
        (
            "                note: {type: string}\n                state: {type: string, enum: [new, paid]}",
            "                note: {type: string}\n                state: {type: string, enum: [new]}",
            vec!["!ValuesRemoved body state [paid>]"],
        ),
        (
            "                note: {type: string}\n                state: {type: string, enum: [new, paid]}",
            "                note: {type: string}\n                state: {type: string, enum: [new, paid, gone]}",
            vec!["ValuesAdded body state [>gone]"],
        ),
        // Responses.
        (
            "        total: {type: integer}\n",
            "",
            vec!["!PartRemoved 200 body.total [integer>]"],
        ),
        (
            "total: {type: integer}",
            "total: {type: string}",
            vec!["!TypeChanged 200 body.total [integer>string]"],
        ),
        (
            "total: {type: integer}",
            "total: {type: number}",
            vec!["!TypeWidened 200 body.total [integer>number]"],
        ),
        (
            "total: {type: integer}",
            "total: {type: [integer, 'null']}",
            vec!["!BecameNullable 200 body.total [>]"],
        ),
        (
            "      required: [id]\n",
            "",
            vec!["!BecameOptional 200 body.id [>]"],
        ),
        (
            "        id: {type: string}\n        total: {type: integer}\n        state: {type: string, enum: [new, paid]}",
            "        id: {type: string}\n        total: {type: integer}\n        state: {type: string, enum: [new, paid, gone]}",
            vec!["?ValuesAdded 200 body.state [>gone]"],
        ),
        (
            "{sku: {type: string}}}",
            "{code: {type: string}}}",
            vec![
                "!PartRemoved 200 body.lines[].sku [string>]",
                "OptionalAdded 200 body.lines[].code [>string]",
            ],
        ),
        // What is inside something that came or went is not told of again.
        (
            "        lines:\n          type: array\n          items: {type: object, properties: {sku: {type: string}}}\n",
            "",
            vec!["!PartRemoved 200 body.lines [array>]"],
        ),
        (
            "        '404': {description: none}\n",
            "",
            vec!["!PartRemoved 404 [>]"],
        ),
        // Security and farewell.
        (
            "operationId: getOrder",
            "operationId: getOrder\n      security: [{token: []}]",
            vec!["!SecurityChanged security [>token]"],
        ),
        (
            "operationId: getOrder",
            "operationId: getOrder\n      deprecated: true",
            vec!["Deprecated  [>]"],
        ),
    ] {
        assert!(API.contains(from), "{from}");
        assert_eq!(
            told("yaml", API, &API.replacen(from, to, 1)),
            expected,
            "{from} → {to}"
        );
    }
}

#[test]
fn a_webhook_is_received_by_whom_the_contract_serves() {
    let hook = "openapi: 3.1.0\ninfo: {title: T, version: '1'}\nwebhooks:\n  paid:\n    post:\n      requestBody:\n        content:\n          application/json:\n            schema: {type: object, properties: {id: {type: string}, at: {type: string}}}\n      responses: {'200': {description: ok}}\n";
    let after = hook.replace(", at: {type: string}", "");
    assert_eq!(
        told("yaml", hook, &after),
        ["!PartRemoved body at [string>]"]
    );
}

#[test]
fn graphql_is_judged_by_who_sends_and_who_receives() {
    let schema = "type Query {\n  order(id: ID!): Order\n  orders(first: Int): [Order!]!\n}\ntype Order {\n  id: ID!\n  total: Int\n}\ninput NewOrder {\n  sku: String!\n  note: String\n}\nenum State { NEW PAID }\nunion Found = Order | Cart\ntype Cart { id: ID! }\n";
    for (from, to, expected) in [
        ("", "", vec![]),
        ("  order(id: ID!): Order\n", "", vec!["removed Query.order"]),
        (
            "total: Int",
            "total: Int\n  note: String",
            vec!["OptionalAdded note [>String]"],
        ),
        ("  total: Int\n", "", vec!["!PartRemoved total [Int>]"]),
        (
            "total: Int",
            "total: Float",
            vec!["!TypeChanged total [Int>Float]"],
        ),
        ("total: Int", "total: Int!", vec!["BecameNonNull total [>]"]),
        (
            "  id: ID!\n  total",
            "  id: ID\n  total",
            vec!["!BecameNullable id [>]"],
        ),
        (
            "first: Int",
            "first: Int!",
            vec!["!BecameRequired (first) [>]"],
        ),
        (
            "first: Int",
            "first: Int, after: ID!",
            vec!["!RequiredAdded (after) [>ID]"],
        ),
        (
            "first: Int",
            "first: Int, after: ID! = \"0\"",
            vec!["OptionalAdded (after) [>ID]"],
        ),
        ("[Order!]!", "[Order!]", vec!["!BecameNullable result [>]"]),
        (
            "note: String",
            "note: String!",
            vec!["!BecameRequired note [>]"],
        ),
        ("NEW PAID", "NEW", vec!["!ValuesRemoved values [PAID>]"]),
        (
            "NEW PAID",
            "NEW PAID GONE",
            vec!["?ValuesAdded values [>GONE]"],
        ),
        (
            "Order | Cart",
            "Order",
            vec!["!ValuesRemoved members [Cart>]"],
        ),
        ("type Cart { id: ID! }", "", vec!["removed Cart"]),
    ] {
        assert!(schema.contains(from), "{from}");
        assert_eq!(
            told("graphql", schema, &schema.replacen(from, to, 1)),
            expected,
            "{from} → {to}"
        );
    }
}

#[test]
fn protobuf_is_judged_by_names_and_numbers() {
    let file = "syntax = \"proto3\";\nservice Orders {\n  rpc Place(Order) returns (Placed);\n}\nmessage Order {\n  string sku = 1;\n  int32 count = 2;\n}\nmessage Placed { string id = 1; }\nenum State { NEW = 0; PAID = 1; }\n";
    for (from, to, expected) in [
        ("", "", vec![]),
        (
            "  rpc Place(Order) returns (Placed);\n",
            "",
            vec!["removed Orders/Place"],
        ),
        (
            "returns (Placed)",
            "returns (stream Placed)",
            vec!["!TypeChanged response [Placed>stream Placed]"],
        ),
        (
            "  int32 count = 2;\n",
            "",
            vec!["!PartRemoved count [int32>]"],
        ),
        (
            "  int32 count = 2;\n",
            "  reserved 2;\n",
            vec!["?PartRetired count [int32>]"],
        ),
        ("count = 2", "count = 3", vec!["!NumberChanged count [2>3]"]),
        (
            "count = 2",
            "amount = 2",
            vec!["?FieldRenamed amount [count>amount]"],
        ),
        (
            "int32 count",
            "int64 count",
            vec!["!TypeChanged count [int32>int64]"],
        ),
        (
            "int32 count",
            "repeated int32 count",
            vec!["!TypeChanged count [int32>repeated int32]"],
        ),
        (
            "int32 count = 2;",
            "int32 count = 2;\n  string note = 3;",
            vec!["OptionalAdded note [>string]"],
        ),
        (" PAID = 1;", "", vec!["!PartRemoved PAID [>]"]),
    ] {
        assert!(file.contains(from), "{from}");
        assert_eq!(
            told("protobuf", file, &file.replacen(from, to, 1)),
            expected,
            "{from} → {to}"
        );
    }
}

#[test]
fn asyncapi_is_judged_by_who_sends_and_who_receives() {
    let api = "asyncapi: 3.0.0\ninfo: {title: T, version: '1'}\nchannels:\n  placed:\n    address: orders.placed\n    messages:\n      OrderPlaced:\n        payload:\n          type: object\n          properties:\n            id: {type: string}\n            at: {type: string}\noperations:\n  publish:\n    action: send\n    channel: {$ref: '#/channels/placed'}\n";
    for (from, to, expected) in [
        ("", "", vec![]),
        (
            "            at: {type: string}\n",
            "",
            vec!["!PartRemoved send OrderPlaced payload.at [string>]"],
        ),
        (
            "id: {type: string}",
            "id: {type: integer}",
            vec!["!TypeChanged send OrderPlaced payload.id [string>integer]"],
        ),
        (
            "orders.placed",
            "orders.placed.v2",
            vec!["!Renamed  [orders.placed>orders.placed.v2]"],
        ),
        (
            "OrderPlaced:",
            "OrderTaken:",
            vec![
                "!PartRemoved send OrderPlaced [>]",
                "OptionalAdded send OrderTaken [>]",
            ],
        ),
    ] {
        assert!(api.contains(from), "{from}");
        assert_eq!(
            told("yaml", api, &api.replacen(from, to, 1)),
            expected,
            "{from} → {to}"
        );
    }
    let received = api.replace("action: send", "action: receive");
    let after = received.replace("            at: {type: string}\n", "");
    assert_eq!(
        told("yaml", &received, &after),
        ["?PartRemoved receive OrderPlaced payload.at [string>]"]
    );
}

#[test]
fn contracts_may_move_between_fences_and_come_and_go() {
    let fence = |source: &str| ("yaml".to_owned(), source.to_owned());
    let other = "openapi: 3.1.0\ninfo: {title: T, version: '1'}\npaths:\n  /a:\n    get: {responses: {'200': {description: ok}}}\n";
    let both = [fence(API), fence(other)];
    let turned = [fence(other), fence("not: a contract"), fence(API)];
    assert_eq!(differences(&both, &turned), []);
    let gone = differences(&both, &both[..1]);
    assert_eq!(
        gone.iter().flat_map(lines).collect::<Vec<_>>(),
        ["removed GET /a"]
    );
    assert_eq!(gone[0].verdict(), Verdict::Breaking);
    assert_eq!(differences(&[], &both).len(), 3);
}
