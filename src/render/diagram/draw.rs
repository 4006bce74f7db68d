//! One Mermaid source to one raw SVG: merman's configuration, limits and errors.
//!
//! The SVG that leaves here is not yet safe and not yet themed (`sanitize.rs`, `theme.rs`).

use std::sync::LazyLock;

use merman::{
    Engine, MermaidConfig, OperationControl, ParseDiagnosticSpanKind, ParseOptions, RenderError,
    RenderOutput, RenderTarget, Renderer, SemanticArtifact, SvgEnvironment, SvgRequest,
    resources::{InputResourceLimitId, InputResourcePolicy, ResourceProfile},
    svg::{
        Presentation, RenderError as BackendError, RenderResourcePolicy, ResourceLimitId,
        SvgPipeline, SvgPipelinePreset, SvgRenderOptions,
    },
};
use serde_json::{Value, json};

use super::{keyword, measure, theme};

/// The font size of diagram text, in CSS pixels.
pub const FONT_SIZE: u32 = 14;
/// Longer sources are not tried: mermaid.js refuses them as well.
const MAX_SOURCE_BYTES: usize = 50_000;
/// How much layout may cost, in merman's units: a flowchart of 200 nodes and 300 edges takes 550 000.
/// The profile's own limit of 125 000 refuses one of 70 nodes.
const MAX_LAYOUT_WORK: usize = 1_000_000;
/// How many nodes, edges, members and the like a diagram may have.
const MAX_ITEMS: usize = 2_000;
/// How many lines a source may have. merman's work for labels grows with the square of their number and
/// counts as no layout, so families that consist of labels get less.
const MAX_LINES: [(&str, usize); 4] = [
    ("journey", 300),
    ("kanban", 300),
    ("requirement", 800),
    ("", 2_500),
];

/// Why a source gave no SVG.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Failure {
    /// It does not parse.
    #[error("{message}")]
    Syntax {
        /// The parser's message.
        message: String,
        /// The 1-based line, where the parser knows it.
        line: Option<u32>,
    },
    /// It is too large.
    #[error("over the budget")]
    Budget,
    /// Its family is not drawn here.
    #[error("{family} is not drawn here")]
    Unsupported {
        /// The family's name.
        family: String,
    },
}

/// A source that parses. Drawing uses it up, so that a source is parsed once.
#[derive(Debug)]
pub struct Prepared {
    artifact: SemanticArtifact,
}

static RENDERER: LazyLock<Renderer> = LazyLock::new(|| renderer("dagre"));
/// In layers, a mind map of twenty nodes is 2 600 px wide; as a tree to both sides it is half of that.
static TREE_RENDERER: LazyLock<Renderer> = LazyLock::new(|| renderer("tidy-tree"));

fn renderer(layout: &str) -> Renderer {
    let presentation = Presentation::new()
        .with_theme(theme::host_theme())
        .resolve();
    let engine = Engine::new().with_site_config(MermaidConfig::from_value(site_config(layout)));
    Renderer::new()
        .with_engine(presentation.materialize_engine(engine))
        .with_parse_options(ParseOptions::strict())
        .with_resource_policy(input_limits())
}

fn input_limits() -> InputResourcePolicy {
    let limits = InputResourcePolicy::for_profile(ResourceProfile::Constrained);
    limits
        .with_limit(InputResourceLimitId::MaxModelItems, MAX_ITEMS)
        .unwrap_or(limits)
}

/// What a document may not decide for itself, and the sizes that fit our font.
fn site_config(layout: &str) -> Value {
    let font = theme::FONT_STACK;
    let classic = json!({"look": "classic"});
    let mut config = json!({
        "secure": [
            "secure", "securityLevel", "startOnLoad", "maxTextSize", "maxEdges",
            "suppressErrorRendering", "theme", "themeCSS", "themeVariables", "darkMode", "look",
            "layout", "fontFamily", "fontSize", "htmlLabels", "handDrawnSeed", "useMaxWidth",
            "messageFontFamily", "noteFontFamily", "actorFontFamily", "messageFontSize",
            "noteFontSize", "actorFontSize", "defaultRenderer", "sectionColours", "sectionFills",
            "actorColours", "nodeColors",
        ],
        "securityLevel": "strict",
        "look": "classic",
        "layout": layout,
        "fontFamily": font,
        "fontSize": FONT_SIZE,
        "flowchart": {"subGraphTitleMargin": {"top": 5, "bottom": 9}, "wrappingWidth": 220, "minNodeWidth": 40, "curve": "basis", "nodeSpacing": 40, "rankSpacing": 50},
        "sequence": {
            "actorFontFamily": font, "messageFontFamily": font, "noteFontFamily": font,
            "actorFontSize": FONT_SIZE, "messageFontSize": FONT_SIZE, "noteFontSize": 13,
            "mirrorActors": false, "height": 44, "labelBoxWidth": 62,
        },
        "state": {"layout": "dagre", "minNodeWidth": 40, "wrappingWidth": 220},
        "er": {"fontSize": FONT_SIZE, "minEntityHeight": 40},
        "gantt": {"fontSize": 12, "sectionFontSize": 13, "leftPadding": 150, "barHeight": 22},
        "timeline": {"taskFontFamily": font},
        "c4": {"diagramMarginX": 20, "diagramMarginY": 10, "c4ShapeMargin": 50},
        "journey": {"taskFontFamily": font, "width": 170, "height": 64},
        "quadrantChart": {"chartWidth": 620, "chartHeight": 560},
        "architecture": {"iconSize": 60, "fontSize": FONT_SIZE, "padding": 32},
        "sankey": {"width": 800, "height": 480, "linkColor": "source", "nodePadding": 18},
        "class": {}, "mindmap": {}, "pie": {}, "block": {}, "gitGraph": {},
        "kanban": {}, "packet": {}, "requirement": {}, "xyChart": {},
    });
    if let Some(families) = config.as_object_mut() {
        for family in families.values_mut().filter_map(Value::as_object_mut) {
            for (key, value) in classic.as_object().into_iter().flatten() {
                family.insert(key.clone(), value.clone());
            }
        }
    }
    config
}

/// Parses a source without drawing it.
///
/// # Errors
/// The reason why it does not parse.
pub fn prepare(source: &str) -> Result<Prepared, Failure> {
    admit(source)?;
    let renderer = match keyword(source).as_deref() {
        Some("mindmap") => &TREE_RENDERER,
        _ => &RENDERER,
    };
    let artifact = renderer
        .prepare_semantic(source, OperationControl::new())
        .map_err(|error| failure(&error, source))?
        .ok_or_else(no_diagram)?;
    Ok(Prepared { artifact })
}

impl Prepared {
    /// What merman understood of the source, as mermaid.js would show it; none if it does not say.
    #[must_use]
    pub fn model(&self) -> Option<Value> {
        let model = self.artifact.compatibility_json().ok()?;
        let mut model = model.into_unmanaged_value();
        // A title of the front matter is no part of the family's own model.
        if let (Some(model), Some(title)) = (model.as_object_mut(), &self.artifact.metadata().title)
        {
            model.insert("diagramTitle".to_owned(), Value::String(title.clone()));
        }
        Some(model)
    }

    /// Draws it; every id in the SVG starts with `id`. `source` is what it was parsed from.
    ///
    /// # Errors
    /// The reason why there is no SVG.
    pub fn svg(self, source: &str, id: &str) -> Result<String, Failure> {
        let pipeline = pipeline(&self.artifact.metadata().diagram_type);
        match self
            .artifact
            .render(RenderTarget::Svg(svg_request(id, pipeline)))
        {
            Ok(RenderOutput::Svg(Some(output))) => Ok(output.into_parts().0),
            Ok(_) => Err(no_diagram()),
            Err(error) => Err(failure(&error, source)),
        }
    }
}

/// merman's work on its finished drawing. What is safe is decided by `sanitize`, and style sheets are read
/// there, so only the texts of HTML labels are wanted: the rest would take as long as the drawing. A
/// journey's texts stand beside its HTML labels in a `switch`, of which the whole treatment leaves the
/// right half.
fn pipeline(diagram_type: &str) -> SvgPipeline {
    SvgPipeline::from_preset(match diagram_type {
        "journey" => SvgPipelinePreset::ResvgSafe,
        _ => SvgPipelinePreset::Readable,
    })
}

fn svg_request(id: &str, pipeline: SvgPipeline) -> SvgRequest {
    let limits = RenderResourcePolicy::constrained();
    let limits = limits
        .with_limit(ResourceLimitId::MaxLayoutWorkUnits, MAX_LAYOUT_WORK)
        .unwrap_or(limits);
    let mut environment = SvgEnvironment::deterministic().with_resource_policy(limits);
    if let Some(policy) = measure::policy() {
        environment = environment.with_text_measurement_policy(policy);
    }
    SvgRequest {
        environment,
        options: SvgRenderOptions {
            diagram_id: Some(merman::svg::sanitize_svg_id(id)),
            ..SvgRenderOptions::default()
        },
        pipeline: Some(pipeline),
        ..SvgRequest::default()
    }
}

fn admit(source: &str) -> Result<(), Failure> {
    let family = keyword(source).unwrap_or_default();
    let most = MAX_LINES.iter().find(|(name, _)| family.starts_with(name));
    let is_long = most.is_some_and(|(_, most)| source.lines().nth(*most).is_some());
    if source.len() > MAX_SOURCE_BYTES || is_long {
        return Err(Failure::Budget);
    }
    Ok(())
}

fn no_diagram() -> Failure {
    Failure::Syntax {
        message: "no diagram type found".to_owned(),
        line: None,
    }
}

fn failure(error: &RenderError, source: &str) -> Failure {
    match error {
        RenderError::Cancelled(_) | RenderError::ResourceLimitExceeded(_) => Failure::Budget,
        RenderError::Parse(diagnostic) => {
            let details = diagnostic.terminal_diagnostic_details();
            if details.code.contains("unsupported") {
                return Failure::Unsupported {
                    family: details.diagram_type.unwrap_or_default(),
                };
            }
            Failure::Syntax {
                message: plain(&diagnostic.terminal_safe_message()),
                line: details
                    .span
                    .filter(|_| details.span_kind == Some(ParseDiagnosticSpanKind::Exact))
                    .map(|span| line_at(source, span.start)),
            }
        }
        RenderError::Svg(
            BackendError::MissingCapability { diagram_type, .. }
            | BackendError::UnsupportedDiagram { diagram_type },
        ) => Failure::Unsupported {
            family: diagram_type.clone(),
        },
        other => Failure::Syntax {
            message: other.to_string(),
            line: None,
        },
    }
}

/// The 1-based line of a byte offset.
fn line_at(source: &str, offset: usize) -> u32 {
    let breaks = source.bytes().take(offset).filter(|byte| *byte == b'\n');
    u32::try_from(breaks.count()).map_or(u32::MAX, |lines| lines.saturating_add(1))
}

/// The parser's message without the prefix that says that it is one.
fn plain(message: &str) -> String {
    message
        .strip_prefix("Diagram parse error (")
        .and_then(|rest| rest.split_once("): "))
        .map_or(message, |(_, rest)| rest)
        .to_owned()
}
