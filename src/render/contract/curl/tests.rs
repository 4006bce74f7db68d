//! The `curl` lines: what a server is told for each way of writing a body.

use crate::{
    domain::locale::Locale,
    render::contract::{Extent, preview, tests::plain},
};

/// The listings of `curl` in a contract, as a reader copies them.
fn commands(source: &str) -> Vec<String> {
    let contract = preview("yaml", source, "c", Locale::En, Extent::Whole).unwrap();
    let html = plain(contract);
    let starts = html.split("data-language=\"bash\">").skip(1);
    starts
        .map(|rest| {
            rest.split_once("</code>")
                .unwrap()
                .0
                .replace("&quot;", "\"")
        })
        .collect()
}

/// The one command of an operation with this body (3.1).
fn command(content: &str) -> String {
    let source = format!(
        "openapi: 3.1.0\ninfo: {{title: T, version: '1'}}\nservers: [{{url: https://a.example}}]\npaths:\n  /a:\n    post:\n      requestBody:\n        content:\n{content}\n      responses: {{'204': {{description: Done}}}}\n"
    );
    let [command] = commands(&source).try_into().unwrap();
    let body = command.strip_prefix("curl -X POST 'https://a.example/a'");
    body.unwrap().replace(" \\\n ", "")
}

#[test]
fn a_body_is_sent_as_its_media_type_is_written() {
    const PHOTO: &str = "schema: {type: object, required: [file, note], properties: {file: {type: string, format: binary}, note: {type: string, example: Hi}, size: {type: integer}, tags: {type: array, items: {type: string}, minItems: 2}, place: {type: object, properties: {city: {type: string}}}, id: {type: string, readOnly: true}}}";
    for (media, content, expected) in [
        (
            "multipart/form-data",
            PHOTO,
            " -F 'file=@file' -F 'note=Hi' -F 'size=1' -F 'tags=string' -F 'tags=string' -F 'place={\"city\":\"string\"};type=application/json'",
        ),
        (
            "multipart/form-data",
            "schema: {type: object, properties: {cover: {type: string, contentMediaType: image/png}, more: {type: array, items: {type: string, format: binary}}, plain: {type: string, contentMediaType: image/png, contentEncoding: base64}, raw: {}}}, encoding: {more: {contentType: 'image/jpeg, image/png'}, raw: {contentType: application/pdf}, plain: {contentType: text/plain}}",
            " -F 'cover=@file;type=image/png' -F 'more=@file;type=image/jpeg' -F 'plain=string;type=text/plain' -F 'raw=@file;type=application/pdf'",
        ),
        (
            "multipart/form-data",
            "schema: {type: object, required: [file], properties: {file: {type: string, format: binary}}}, example: {note: '@me', more: 'a;type=b', json: {a: ';'}}",
            " -F 'file=@file' --form-string 'note=@me' --form-string 'more=a;type=b' -F 'json=\"{\\\"a\\\":\\\";\\\"}\";type=application/json'",
        ),
        (
            "multipart/mixed",
            "schema: {type: object, properties: {a: {type: integer}}}",
            " -H 'Content-Type: multipart/mixed' -F 'a=1'",
        ),
        (
            "application/x-www-form-urlencoded",
            "schema: {type: object, properties: {name: {type: string, example: Ada L}, n m: {type: array, items: {type: integer}}, deep: {type: object, properties: {a: {type: boolean}}}}}, encoding: {deep: {style: deepObject}}",
            " --data-urlencode 'name=Ada L' --data-urlencode 'n%20m=1' --data-urlencode 'deep%5Ba%5D=true'",
        ),
        (
            "application/x-www-form-urlencoded",
            "example: a=b&c=d",
            " -d 'a=b&amp;c=d'",
        ),
        (
            "application/octet-stream",
            "schema: {type: string, format: binary}",
            " -H 'Content-Type: application/octet-stream' --data-binary @file",
        ),
        (
            "image/png",
            "example: iVBORw0",
            " -H 'Content-Type: image/png' --data-binary @file",
        ),
        (
            "image/*",
            "",
            " -H 'Content-Type: image/png' --data-binary @file",
        ),
        (
            "application/xml",
            "schema: {type: object, properties: {id: {type: integer}}}",
            " -H 'Content-Type: application/xml' --data-binary @body.xml",
        ),
        (
            "application/soap+xml",
            "example: <a/>",
            " -H 'Content-Type: application/soap+xml' -d '&lt;a/&gt;'",
        ),
        (
            "text/csv",
            "schema: {type: array, items: {type: string}}",
            " -H 'Content-Type: text/csv' --data-binary @body.csv",
        ),
        (
            "text/plain",
            "example: '@home'",
            " -H 'Content-Type: text/plain' --data-raw '@home'",
        ),
        (
            "application/jsonl",
            "example: {id: 1}",
            " -H 'Content-Type: application/jsonl' -d '{\"id\":1}'",
        ),
        (
            "application/json",
            "example: 7",
            " -H 'Content-Type: application/json' -d '7'",
        ),
        (
            "'*/*'",
            "example: true",
            " -H 'Content-Type: application/json' -d 'true'",
        ),
        ("application/json", "", ""),
    ] {
        let drawn = command(&format!("          {media}: {{{content}}}"));
        assert_eq!(drawn, expected, "{media} {content}");
    }
}

#[test]
fn of_several_media_types_one_that_can_be_written_out_is_sent() {
    let sent = command(
        "          application/xml: {schema: {type: object}}\n          application/json: {example: 1}",
    );
    assert_eq!(sent, " -H 'Content-Type: application/json' -d '1'");
}

#[test]
fn an_old_contract_sends_what_it_consumes() {
    let source = |consumes: &str, parameters: &str| {
        format!(
            "swagger: '2.0'\ninfo: {{title: T, version: '1'}}\nhost: a.example\nconsumes: [{consumes}]\npaths:\n  /a:\n    post:\n      parameters:\n{parameters}\n      responses: {{'204': {{description: Done}}}}\n"
        )
    };
    let fields = "        - {name: note, in: formData, type: string}\n        - {name: ids, in: formData, type: array, collectionFormat: multi, items: {type: integer}, example: [1, 2]}\n        - {name: all, in: formData, type: array, items: {type: integer}, example: [1, 2]}";
    for (consumes, parameters, expected) in [
        (
            "application/xml",
            "        - {name: a, in: body, schema: {type: object, properties: {id: {type: integer}}}}",
            "-H 'Content-Type: application/xml' --data-binary @body.xml",
        ),
        (
            "application/x-www-form-urlencoded",
            fields,
            "--data-urlencode 'note=string' --data-urlencode 'ids=1' --data-urlencode 'ids=2' --data-urlencode 'all=1,2'",
        ),
        (
            "multipart/form-data",
            fields,
            "-F 'note=string' -F 'ids=1' -F 'ids=2' -F 'all=1,2'",
        ),
        (
            "",
            "        - {name: photo, in: formData, type: file}",
            "-F 'photo=@file'",
        ),
    ] {
        let [command] = commands(&source(consumes, parameters)).try_into().unwrap();
        let command = command.replace(" \\\n ", "");
        assert_eq!(
            command,
            format!("curl -X POST 'https://a.example/a' {expected}")
        );
    }
}

#[test]
fn a_receiver_is_called_at_an_address_that_its_reader_fills_in() {
    let source = r#"openapi: 3.1.0
info: {title: T, version: "1"}
servers: [{url: https://a.example}]
security: [{key: []}]
paths:
  /a:
    post:
      responses: {"204": {description: Done}}
      callbacks:
        done:
          "{$request.query.url}":
            post:
              parameters: [{name: at, in: query, required: true, schema: {type: integer}}]
              requestBody: {content: {application/json: {example: 1}}}
              responses: {"204": {description: Heard}}
webhooks:
  gone:
    post:
      security: [{key: []}]
      responses: {"204": {description: Heard}}
components:
  securitySchemes: {key: {type: http, scheme: bearer}}
"#;
    let token = "-H \"Authorization: Bearer $TOKEN\"";
    assert_eq!(
        commands(source)
            .iter()
            .map(|it| it.replace(" \\\n ", ""))
            .collect::<Vec<_>>(),
        [
            "curl -X POST \"$CALLBACK_URL\"'?at=1' -H 'Content-Type: application/json' -d '1'"
                .to_owned(),
            format!("curl -X POST 'https://a.example/a' {token}"),
            format!("curl -X POST \"$WEBHOOK_URL\" {token}"),
        ]
    );
    for (locale, label) in [
        (Locale::En, "the provider calls the receiver"),
        (Locale::Zh, "由提供方调用接收方"),
    ] {
        let contract = preview("yaml", source, "c", locale, Extent::Whole).unwrap();
        assert_eq!(contract.html.into_string().matches(label).count(), 2);
    }
}
