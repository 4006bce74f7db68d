//! The objects of the `AsyncAPI` specification as a table: which fields each has, what they hold, and which
//! must be there. The objects of all 2.x versions are one, those of all 3.x versions another.

/// An object of the specification.
pub(super) struct Object {
    /// Its fields; others must start with `x-`.
    pub fields: &'static [Field],
}

/// A field of an object.
pub(super) struct Field {
    /// Its name.
    pub name: &'static str,
    /// What it holds.
    pub holds: Holds,
    /// Whether it must be there.
    pub required: bool,
}

/// What a field holds.
#[derive(Clone, Copy)]
pub(super) enum Holds {
    /// Anything.
    Any,
    /// A text.
    Text,
    /// A text or null.
    TextOrNull,
    /// `true` or `false`.
    Flag,
    /// A list of texts.
    Texts,
    /// One of these words.
    Words(&'static [&'static str]),
    /// An object, or a reference to one.
    One(&'static Object),
    /// Objects by name.
    Map(&'static Object),
    /// A list of objects.
    List(&'static Object),
    /// A reference and nothing else.
    Reference,
    /// A list of references.
    References,
    /// Bindings by protocol.
    Bindings,
    /// Bindings by name.
    BindingsMap,
    /// A schema.
    Schema,
    /// Schemas by name.
    SchemaMap,
    /// A message of 2.x, or several under `oneOf`.
    Messages,
    /// Security requirements: names with scopes.
    Requirements,
    /// A security scheme's flows.
    Flows,
}

use Holds::{
    Any, Bindings, BindingsMap, Flag, Flows, List, Map, Messages, One, Reference, References,
    Requirements, Schema, SchemaMap, Text, TextOrNull, Texts, Words,
};

const fn must(name: &'static str, holds: Holds) -> Field {
    Field {
        name,
        holds,
        required: true,
    }
}

const fn may(name: &'static str, holds: Holds) -> Field {
    Field {
        name,
        holds,
        required: false,
    }
}

macro_rules! object {
    ($name:ident: $($field:expr),+ $(,)?) => {
        pub(super) static $name: Object = Object { fields: &[$($field),+] };
    };
}

/// The protocols that have bindings of their own.
pub(super) const PROTOCOLS: [&str; 20] = [
    "http",
    "ws",
    "kafka",
    "anypointmq",
    "amqp",
    "amqp1",
    "mqtt",
    "mqtt5",
    "nats",
    "jms",
    "sns",
    "solace",
    "sqs",
    "stomp",
    "redis",
    "mercure",
    "ibmmq",
    "googlepubsub",
    "pulsar",
    "ros2",
];

object! { ROOT_2:
    must("asyncapi", Text), may("id", Text), must("info", One(&INFO_2)), may("servers", Map(&SERVER_2)),
    may("defaultContentType", Text), must("channels", Map(&CHANNEL_2)), may("components", One(&COMPONENTS_2)),
    may("tags", List(&TAG)), may("externalDocs", One(&DOCS)),
}
object! { ROOT_3:
    must("asyncapi", Text), may("id", Text), must("info", One(&INFO_3)), may("servers", Map(&SERVER_3)),
    may("defaultContentType", Text), may("channels", Map(&CHANNEL_3)), may("operations", Map(&OPERATION_3)),
    may("components", One(&COMPONENTS_3)),
}
object! { INFO_2:
    must("title", Text), must("version", Text), may("description", Text), may("termsOfService", Text),
    may("contact", One(&CONTACT)), may("license", One(&LICENSE)),
}
object! { INFO_3:
    must("title", Text), must("version", Text), may("description", Text), may("termsOfService", Text),
    may("contact", One(&CONTACT)), may("license", One(&LICENSE)), may("tags", List(&TAG)),
    may("externalDocs", One(&DOCS)),
}
object! { CONTACT: may("name", Text), may("url", Text), may("email", Text) }
object! { LICENSE: must("name", Text), may("url", Text) }
object! { TAG: must("name", Text), may("description", Text), may("externalDocs", One(&DOCS)) }
object! { DOCS: must("url", Text), may("description", Text) }
object! { SERVER_2:
    must("url", Text), must("protocol", Text), may("protocolVersion", Text), may("description", Text),
    may("variables", Map(&VARIABLE)), may("security", Requirements), may("bindings", Bindings),
    may("tags", List(&TAG)),
}
object! { SERVER_3:
    must("host", Text), must("protocol", Text), may("pathname", Text), may("protocolVersion", Text),
    may("title", Text), may("summary", Text), may("description", Text), may("variables", Map(&VARIABLE)),
    may("security", List(&SCHEME)), may("tags", List(&TAG)), may("externalDocs", One(&DOCS)),
    may("bindings", Bindings),
}
object! { VARIABLE: may("enum", Texts), may("default", Text), may("description", Text), may("examples", Texts) }
object! { CHANNEL_2:
    may("description", Text), may("servers", Texts), may("publish", One(&OPERATION_2)),
    may("subscribe", One(&OPERATION_2)), may("parameters", Map(&PARAMETER_2)), may("bindings", Bindings),
    may("deprecated", Flag),
}
object! { CHANNEL_3:
    may("address", TextOrNull), may("messages", Map(&MESSAGE_3)), may("parameters", Map(&PARAMETER_3)),
    may("title", Text), may("summary", Text), may("description", Text), may("servers", References),
    may("tags", List(&TAG)), may("externalDocs", One(&DOCS)), may("bindings", Bindings),
}
object! { PARAMETER_2: may("description", Text), may("schema", Schema), may("location", Text) }
object! { PARAMETER_3:
    may("description", Text), may("enum", Texts), may("default", Text), may("examples", Texts),
    may("location", Text),
}
object! { OPERATION_2:
    may("operationId", Text), may("summary", Text), may("description", Text), may("security", Requirements),
    may("tags", List(&TAG)), may("externalDocs", One(&DOCS)), may("bindings", Bindings),
    may("traits", List(&OPERATION_TRAIT_2)), may("message", Messages),
}
object! { OPERATION_TRAIT_2:
    may("operationId", Text), may("summary", Text), may("description", Text), may("security", Requirements),
    may("tags", List(&TAG)), may("externalDocs", One(&DOCS)), may("bindings", Bindings),
}
object! { OPERATION_3:
    must("action", Words(&["send", "receive"])), must("channel", Reference), may("title", Text),
    may("summary", Text), may("description", Text), may("security", List(&SCHEME)), may("tags", List(&TAG)),
    may("externalDocs", One(&DOCS)), may("bindings", Bindings), may("traits", List(&OPERATION_TRAIT_3)),
    may("messages", References), may("reply", One(&REPLY)),
}
object! { OPERATION_TRAIT_3:
    may("title", Text), may("summary", Text), may("description", Text), may("security", List(&SCHEME)),
    may("tags", List(&TAG)), may("externalDocs", One(&DOCS)), may("bindings", Bindings),
}
object! { REPLY: may("address", One(&REPLY_ADDRESS)), may("channel", Reference), may("messages", References) }
object! { REPLY_ADDRESS: must("location", Text), may("description", Text) }
object! { MESSAGE_2:
    may("messageId", Text), may("headers", Schema), may("payload", Schema), may("correlationId", One(&CORRELATION)),
    may("schemaFormat", Text), may("contentType", Text), may("name", Text), may("title", Text),
    may("summary", Text), may("description", Text), may("tags", List(&TAG)), may("externalDocs", One(&DOCS)),
    may("bindings", Bindings), may("examples", List(&EXAMPLE)), may("traits", List(&MESSAGE_TRAIT_2)),
    may("deprecated", Flag),
}
object! { MESSAGE_TRAIT_2:
    may("messageId", Text), may("headers", Schema), may("correlationId", One(&CORRELATION)),
    may("schemaFormat", Text), may("contentType", Text), may("name", Text), may("title", Text),
    may("summary", Text), may("description", Text), may("tags", List(&TAG)), may("externalDocs", One(&DOCS)),
    may("bindings", Bindings), may("examples", List(&EXAMPLE)), may("deprecated", Flag),
}
object! { MESSAGE_3:
    may("headers", Schema), may("payload", Schema), may("correlationId", One(&CORRELATION)),
    may("contentType", Text), may("name", Text), may("title", Text), may("summary", Text),
    may("description", Text), may("tags", List(&TAG)), may("externalDocs", One(&DOCS)),
    may("bindings", Bindings), may("examples", List(&EXAMPLE)), may("traits", List(&MESSAGE_TRAIT_3)),
    may("deprecated", Flag),
}
object! { MESSAGE_TRAIT_3:
    may("headers", Schema), may("correlationId", One(&CORRELATION)), may("contentType", Text),
    may("name", Text), may("title", Text), may("summary", Text), may("description", Text),
    may("tags", List(&TAG)), may("externalDocs", One(&DOCS)), may("bindings", Bindings),
    may("examples", List(&EXAMPLE)), may("deprecated", Flag),
}
object! { EXAMPLE: may("name", Text), may("summary", Text), may("headers", Any), may("payload", Any) }
object! { CORRELATION: must("location", Text), may("description", Text) }
object! { COMPONENTS_2:
    may("schemas", SchemaMap), may("servers", Map(&SERVER_2)), may("serverVariables", Map(&VARIABLE)),
    may("channels", Map(&CHANNEL_2)), may("messages", Map(&MESSAGE_2)), may("securitySchemes", Map(&SCHEME)),
    may("parameters", Map(&PARAMETER_2)), may("correlationIds", Map(&CORRELATION)),
    may("operationTraits", Map(&OPERATION_TRAIT_2)), may("messageTraits", Map(&MESSAGE_TRAIT_2)),
    may("serverBindings", BindingsMap), may("channelBindings", BindingsMap),
    may("operationBindings", BindingsMap), may("messageBindings", BindingsMap),
}
object! { COMPONENTS_3:
    may("schemas", SchemaMap), may("servers", Map(&SERVER_3)), may("serverVariables", Map(&VARIABLE)),
    may("channels", Map(&CHANNEL_3)), may("operations", Map(&OPERATION_3)), may("messages", Map(&MESSAGE_3)),
    may("securitySchemes", Map(&SCHEME)), may("parameters", Map(&PARAMETER_3)),
    may("correlationIds", Map(&CORRELATION)), may("replies", Map(&REPLY)),
    may("replyAddresses", Map(&REPLY_ADDRESS)), may("operationTraits", Map(&OPERATION_TRAIT_3)),
    may("messageTraits", Map(&MESSAGE_TRAIT_3)), may("serverBindings", BindingsMap),
    may("channelBindings", BindingsMap), may("operationBindings", BindingsMap),
    may("messageBindings", BindingsMap), may("tags", Map(&TAG)), may("externalDocs", Map(&DOCS)),
}
object! { SCHEME:
    must("type", Words(&[
        "userPassword", "apiKey", "X509", "symmetricEncryption", "asymmetricEncryption", "httpApiKey", "http",
        "oauth2", "openIdConnect", "plain", "scramSha256", "scramSha512", "gssapi",
    ])),
    may("description", Text), may("name", Text), may("in", Text), may("scheme", Text), may("bearerFormat", Text),
    may("flows", Flows), may("openIdConnectUrl", Text), may("scopes", Texts),
}
object! { FLOWS:
    may("implicit", One(&FLOW)), may("password", One(&FLOW)), may("clientCredentials", One(&FLOW)),
    may("authorizationCode", One(&FLOW)),
}
object! { FLOW:
    may("authorizationUrl", Text), may("tokenUrl", Text), may("refreshUrl", Text), may("scopes", Any),
    may("availableScopes", Any),
}

/// Fields that are right elsewhere: the object, the field, and where what it says belongs. Models mix the
/// generations.
pub(super) enum Stray {
    /// `publish` or `subscribe` in a channel of 3.x.
    ClassicOperation,
    /// `operations` at the top of 2.x.
    TopOperations,
    /// This field instead.
    Instead(&'static str),
    /// In `info` instead.
    InInfo,
}

/// What a field that an object does not have most likely means.
pub(super) fn stray(object: &Object, key: &str) -> Option<Stray> {
    let is = |other: &Object| std::ptr::eq(object, other);
    Some(match key {
        "publish" | "subscribe" if is(&CHANNEL_3) => Stray::ClassicOperation,
        "operations" if is(&ROOT_2) => Stray::TopOperations,
        "tags" | "externalDocs" if is(&ROOT_3) => Stray::InInfo,
        "url" if is(&SERVER_3) => Stray::Instead("host"),
        "host" if is(&SERVER_2) => Stray::Instead("url"),
        "pathname" if is(&SERVER_2) => Stray::Instead("url"),
        "message" if is(&OPERATION_3) => Stray::Instead("messages"),
        "messages" if is(&OPERATION_2) => Stray::Instead("message"),
        "operationId" if is(&OPERATION_3) => Stray::Instead("title"),
        "schema" if is(&MESSAGE_3) || is(&MESSAGE_2) => Stray::Instead("payload"),
        "schemaFormat" if is(&MESSAGE_3) => Stray::Instead("payload"),
        "messageId" if is(&MESSAGE_3) => Stray::Instead("name"),
        "schema" if is(&PARAMETER_3) => Stray::Instead("enum"),
        "value" if is(&EXAMPLE) => Stray::Instead("payload"),
        _ => return None,
    })
}
