//! The page's content security policy: gives the inline scripts of index.html their hashes.
//!
//! The start script that trunk writes is inline and names hashed files, so its hash exists only after
//! a build. (CSP Level 3, §8.4: the hash covers the script's text exactly as it stands.)

use crate::failure::{Failure, Result};
use base64::{Engine, engine::general_purpose::STANDARD};
use sha2::{Digest, Sha256};

/// Stands in index.html where the hashes go.
const PLACEHOLDER: &str = "'inline-scripts'";

/// The page with a policy that allows its own inline scripts and no others.
pub fn seal(html: &str) -> Result<String> {
    if html.matches(PLACEHOLDER).count() != 1 {
        return Err(Failure::new(format!(
            "index.html must hold {PLACEHOLDER} once, in the script-src of its policy"
        )));
    }
    let policy_at = html.find(PLACEHOLDER).unwrap_or_default();
    if html.find("<script").is_some_and(|first| first < policy_at) {
        return Err(Failure::new(
            "index.html has a script before its policy, which the policy would not cover",
        ));
    }
    let sources: Vec<String> = inline_scripts(html)
        .into_iter()
        .map(|script| format!("'sha256-{}'", STANDARD.encode(Sha256::digest(script))))
        .collect();
    Ok(html.replace(PLACEHOLDER, &sources.join(" ")))
}

/// The texts of the scripts that carry no `src`.
fn inline_scripts(html: &str) -> Vec<&str> {
    html.split("<script")
        .skip(1)
        .filter_map(|rest| {
            let (attributes, rest) = rest.split_once('>')?;
            let (text, _) = rest.split_once("</script")?;
            (!attributes.contains("src=")).then_some(text)
        })
        .filter(|text| !text.is_empty())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const PAGE: &str = r#"<meta content="script-src 'self' 'inline-scripts'"><script src=a.js></script><script type=module>alert(1)</script>"#;

    #[test]
    fn only_inline_scripts_get_a_hash() {
        // printf 'alert(1)' | openssl dgst -sha256 -binary | base64
        let expected = "script-src 'self' 'sha256-bhHHL3z2vDgxUt0W3dWQOrprscmda2Y5pLsLg4GF+pI='\"";
        let sealed = seal(PAGE).expect("a good page");
        assert!(sealed.contains(expected), "{sealed}");
        assert_eq!(sealed.matches("sha256-").count(), 1);
    }

    #[test]
    fn a_page_without_a_place_for_the_hashes_is_refused() {
        assert!(seal(&PAGE.replace("'inline-scripts'", "")).is_err());
    }

    #[test]
    fn a_script_before_the_policy_is_refused() {
        assert!(seal(&format!("<script>alert(2)</script>{PAGE}")).is_err());
    }
}
