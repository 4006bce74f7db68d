//! Program 3: the command line. Checks designs and renders them to self-contained pages, with the same
//! core as the page. It reads and writes files; everything else is `domain` and `render`.

#[cfg(target_arch = "wasm32")]
fn main() {}

#[cfg(not(target_arch = "wasm32"))]
fn main() -> std::process::ExitCode {
    native::main()
}

#[cfg(not(target_arch = "wasm32"))]
mod native {
    use std::{
        fs,
        path::{Path, PathBuf},
        process::ExitCode,
        rc::Rc,
    };

    use backend_architect::{
        domain::{
            brief::Brief,
            design::{Design, Outcome, Stamp},
            locale::Locale,
            problem::Severity,
            share,
        },
        render::{
            document::{Document, Setting},
            markdown::Surface,
            page::page,
        },
    };
    use clap::{Parser, Subcommand, ValueEnum};

    /// Checks and renders backend designs.
    #[derive(Parser)]
    #[command(name = "architect", version)]
    struct Arguments {
        /// The language of messages and labels.
        #[arg(long, value_enum, default_value = "en", global = true)]
        language: Language,
        #[command(subcommand)]
        command: Command,
    }

    #[derive(Clone, Copy, ValueEnum)]
    enum Language {
        En,
        Zh,
    }

    #[derive(Subcommand)]
    enum Command {
        /// Lists what is wrong with designs; fails if anything does not draw, preview or resolve.
        Check {
            /// Markdown files, or pages exported by the studio.
            #[arg(required = true)]
            files: Vec<PathBuf>,
        },
        /// Writes a design as one self-contained HTML page.
        Render {
            /// A Markdown file, or a page exported by the studio.
            file: PathBuf,
            /// Where to write the page.
            #[arg(short, long)]
            output: PathBuf,
        },
    }

    pub fn main() -> ExitCode {
        let arguments = Arguments::parse();
        let locale = match arguments.language {
            Language::En => Locale::En,
            Language::Zh => Locale::Zh,
        };
        let result = match &arguments.command {
            Command::Check { files } => check(files, locale),
            Command::Render { file, output } => render(file, output, locale),
        };
        match result {
            Ok(code) => code,
            Err(message) => {
                eprintln!("architect: {message}");
                ExitCode::from(2)
            }
        }
    }

    fn check(files: &[PathBuf], locale: Locale) -> Result<ExitCode, String> {
        let mut failed = false;
        for file in files {
            let design = read(file, locale)?;
            let mut document = Document::new(Setting::new(locale, Surface::App), false);
            document.append(&design.text);
            document.finish();
            for problem in document.problems() {
                failed |= problem.severity() == Severity::Error;
                let line = problem
                    .line
                    .map_or_else(String::new, |line| format!(":{line}"));
                println!(
                    "{}{line}: {} {}: {}",
                    file.display(),
                    problem.severity().name(),
                    problem.code(),
                    problem.message(locale)
                );
            }
        }
        Ok(if failed {
            ExitCode::FAILURE
        } else {
            ExitCode::SUCCESS
        })
    }

    fn render(file: &Path, output: &Path, locale: Locale) -> Result<ExitCode, String> {
        let design = read(file, locale)?;
        let html = page(&design, locale, &Rc::default());
        fs::write(output, html).map_err(|error| format!("{}: {error}", output.display()))?;
        Ok(ExitCode::SUCCESS)
    }

    fn read(file: &Path, locale: Locale) -> Result<Design, String> {
        let named = |detail: &dyn std::fmt::Display| format!("{}: {detail}", file.display());
        let bytes = fs::read(file).map_err(|error| named(&error))?;
        let modified = fs::metadata(file).and_then(|data| data.modified()).ok();
        let moment = modified
            .and_then(|time| time.duration_since(std::time::UNIX_EPOCH).ok())
            .and_then(|since| u64::try_from(since.as_millis()).ok())
            .unwrap_or_default();
        let blank = Design {
            id: "design".to_owned(),
            given_title: None,
            created: moment,
            updated: moment,
            locale,
            brief: Brief::default(),
            text: String::new(),
            stamp: Stamp::default(),
            outcome: Outcome::Draft,
            runs: Vec::new(),
            notes: Vec::new(),
            head: None,
            proposal: None,
            conversation: Vec::new(),
            plan: None,
        };
        share::file_text(bytes)
            .and_then(|text| share::import(&text, blank))
            .map_err(|error| named(&error.message(locale)))
    }
}
