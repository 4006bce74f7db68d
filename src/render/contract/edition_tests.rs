//! What only some editions have reaches the reader, and a correct contract of each has no findings.

use super::*;

fn page(name: &str, locale: Locale) -> String {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/contracts");
    let source = std::fs::read_to_string(format!("{folder}/{name}")).unwrap();
    let contract = preview("yaml", &source, "c", locale, Extent::Whole).unwrap();
    assert_eq!(contract.problems, [], "{name}");
    text_of(contract.html.into_string())
}

/// Without tags, as a reader sees it.
fn text_of(html: String) -> String {
    let mut text = String::new();
    for part in html.split('<') {
        text.push_str(part.split_once('>').map_or(part, |(_, text)| text));
    }
    text.replace("&quot;", "\"")
        .replace("&amp;", "&")
        .replace("&#39;", "'")
}

#[test]
fn the_newest_edition_is_shown_whole() {
    let page = page("v32.yaml", Locale::En);
    for part in [
        "$selfhttps://api.example.com/openapi.yaml",
        "Platform team platform@example.com",
        "Apache 2.0 Apache-2.0",
        "https://example.com/terms",
        "Production https://eu.example.com",
        "{region} Where the data lives default eu one of eu us",
        "products › Books",
        "nav",
        "QUERY",
        "COPY",
        "querystring",
        "?author=Ada%20L",
        "each item of a stream",
        "X-Rate-Limit",
        "reserve → reserveBook",
        "bookId = $response.body#/0/id",
        "https://write.example.com",
        "style pipeDelimited",
        "array of integer or null",
        "some [1,2]",
        "cover contentType image/png",
        "contentMediaType image/png",
        "No other properties.",
        "reserved {$request.query.url} Tell that it was reserved",
        "Webhooks",
        "bookGone",
        "always book",
        "[0] number",
        "Another one",
        "recursive",
        "deprecated",
        "deviceAuthorization deviceAuthorizationUrl https://example.com/device tokenUrl https://example.com/token",
        "read Read books",
    ] {
        assert!(page.contains(part), "no {part} in {page}");
    }
}

#[test]
fn the_oldest_edition_is_shown_whole() {
    let page = page("v20.yaml", Locale::Zh);
    for part in [
        "https://api.example.com/v1",
        "collectionFormat pipes",
        "application/json",
        "application/xml",
        "\"id\": 7",
        "integer (int64)",
        "-F 'photo=@file'",
        "accessCode authorizationUrl https://example.com/a tokenUrl https://example.com/t",
        "pets Pets",
    ] {
        assert!(page.contains(part), "no {part} in {page}");
    }
}

#[test]
fn a_callback_that_leads_to_itself_ends() {
    let source = "openapi: 3.1.0\ninfo: {title: T, version: '1'}\npaths:\n  /a:\n    post: &loop\n      callbacks: {again: {$ref: '#/components/callbacks/again'}}\ncomponents:\n  callbacks:\n    again:\n      '{$url}':\n        post:\n          callbacks: {again: {$ref: '#/components/callbacks/again'}}\n";
    let contract = preview("yaml", source, "c", Locale::En, Extent::Whole).unwrap();
    let html = contract.html.into_string();
    assert_eq!(html.matches("data-callback").count(), 2);
}

#[test]
fn rules_beyond_properties_and_the_servers_of_a_path_are_shown() {
    let source = r#"openapi: 3.1.0
info: {title: Rules, version: "1"}
servers: [{url: https://api.example.com}]
paths:
  /events:
    summary: Everything about events
    servers: [{url: https://events.example.com}]
    post:
      requestBody:
        content:
          application/json:
            schema: {$ref: '#/components/schemas/Event'}
      responses: {"204": {description: Taken}}
components:
  schemas:
    Event:
      type: object
      xml: {name: event}
      properties:
        kind: {type: string}
        card: {type: string}
        tags: {type: array, contains: {const: primary}, minContains: 1, maxContains: 2}
      propertyNames: {pattern: '^[a-z]+$'}
      if: {properties: {kind: {const: paid}}}
      then: {required: [card], properties: {card: {type: string}}}
      else: {properties: {reason: {type: string}}}
      dependentRequired: {card: [kind]}
      dependentSchemas: {card: {properties: {holder: {type: string}}}}
"#;
    for (locale, parts) in [
        (
            Locale::En,
            [
                "1–2 matching items",
                "with an item like",
                "every property name is",
                "if it is",
                "then it is",
                "else it is",
                "with card it is",
                "with card also required: kind",
                "XML name: event",
                "Everything about events",
                "https://events.example.com",
                "POST 'https://events.example.com/events'",
            ],
        ),
        (
            Locale::Zh,
            [
                "1–2 个匹配项",
                "其中须有一项符合",
                "每个属性名须为",
                "如果符合",
                "则须符合",
                "否则须符合",
                "有 card 时须符合",
                "有 card 时还必填： kind",
                "XML name: event",
                "Everything about events",
                "https://events.example.com",
                "https://events.example.com/events",
            ],
        ),
    ] {
        let contract = preview("yaml", source, "c", locale, Extent::Whole).unwrap();
        assert_eq!(contract.problems, []);
        let text = text_of(contract.html.into_string());
        for part in parts {
            assert!(text.contains(part), "no {part} in {text}");
        }
    }
}

#[test]
fn the_summary_and_every_scheme_are_shown_with_their_links() {
    let source = r#"openapi: 3.1.0
info: {title: T, version: "1", summary: In short, description: At length}
paths: {}
components:
  securitySchemes:
    open: {type: openIdConnect, openIdConnectUrl: "https://id.example.com/c"}
    cert: {type: mutualTLS}
    token: {type: http, scheme: bearer, bearerFormat: JWT}
    o: {type: oauth2, flows: {authorizationCode: {authorizationUrl: "https://a.example.com/", tokenUrl: "https://t.example.com/", refreshUrl: "https://r.example.com/", scopes: {}}}}
"#;
    let contract = preview("yaml", source, "c", Locale::En, Extent::Whole).unwrap();
    assert_eq!(contract.problems, []);
    let html = contract.html.into_string();
    for link in [
        "id.example.com/c",
        "a.example.com/",
        "t.example.com/",
        "r.example.com/",
    ] {
        assert!(html.contains(&format!("href=\"https://{link}\"")), "{link}");
    }
    let text = text_of(html);
    for part in [
        "In shortAt length",
        "open OpenID Connect openIdConnectUrl https://id.example.com/c",
        "cert Mutual TLS",
        "token HTTP Bearer (JWT)",
        "authorizationCode authorizationUrl https://a.example.com/ tokenUrl https://t.example.com/ refreshUrl https://r.example.com/",
    ] {
        assert!(text.contains(part), "no {part} in {text}");
    }
}

#[test]
fn nothing_is_said_twice() {
    let source = r#"openapi: 3.1.0
info: {title: T, version: "1"}
paths:
  /a:
    get:
      summary: List all
      description: List all. Newest first.
      responses:
        "200": {description: Fine, content: {application/one: {schema: {type: string}}}}
        "400": {description: Odd, content: {application/two: {example: 1}, application/three: {example: 1}}}
"#;
    let contract = preview("yaml", source, "c", Locale::En, Extent::Whole).unwrap();
    assert_eq!(contract.specification(Locale::En), "OpenAPI 3.1.0");
    let text = text_of(contract.html.into_string());
    for (part, times) in [
        ("List all", 1),
        ("Newest first.", 1),
        ("application/one", 1),
        ("application/two", 1),
        ("application/three", 1),
        // The caption says it.
        ("3.1.0", 0),
    ] {
        assert_eq!(text.matches(part).count(), times, "{part} in {text}");
    }
}

#[test]
fn a_specification_is_called_what_its_makers_call_it() {
    for (info, source, name) in [
        ("yaml", "swagger: '2.0'\n", "Swagger 2.0"),
        ("yaml", "asyncapi: 3.0.0\n", "AsyncAPI 3.0.0"),
        ("graphql", "type Query { a: Int }", "GraphQL"),
        (
            "proto",
            "edition = \"2023\";\nmessage M {}",
            "Protobuf edition 2023",
        ),
        (
            "proto",
            "syntax = \"proto3\";\nmessage M {}",
            "Protobuf proto3",
        ),
    ] {
        let contract = preview(info, source, "c", Locale::En, Extent::Whole).unwrap();
        assert_eq!(contract.specification(Locale::En), name);
    }
}

#[test]
fn calls_without_marks_keep_no_room_for_them() {
    for (info, source) in [
        ("graphql", "type Query { a: Int }"),
        (
            "proto",
            "syntax = \"proto3\";\nmessage M {}\nservice S { rpc A(M) returns (M); }",
        ),
    ] {
        let contract = preview(info, source, "c", Locale::En, Extent::Whole).unwrap();
        let html = contract.html.into_string();
        // Not the rows of HTTP's QUERY, which stand in columns with the other methods.
        assert!(html.contains("<details class=\"op call\""), "{html}");
        assert!(!html.contains("class=\"marks\""), "{html}");
    }
    let source = "openapi: 3.2.0\ninfo: {title: T, version: '1'}\npaths: {/a: {query: {responses: {'200': {description: Fine}}}}}\n";
    let contract = preview("yaml", source, "c", Locale::En, Extent::Whole).unwrap();
    let html = contract.html.into_string();
    assert!(html.contains("<details class=\"op\" id=\"c-op-1\" data-method=\"query\""));
    let style = include_str!("../../../style/contract.css");
    let columns = style
        .split('}')
        .filter(|rule| rule.contains("grid-template-columns"));
    assert_eq!(columns.filter(|rule| rule.contains("query")).count(), 0);
}
