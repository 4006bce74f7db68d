//! Service workers: programs of the origin that answer requests while no page is open. Other pages of the
//! same host may have theirs; only those below an address that is told are touched.

use js_sys::{Array, Reflect};
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::JsFuture;
use web_sys::{ServiceWorkerContainer, ServiceWorkerRegistration};

/// Takes back the registrations whose scope begins so; says whether none is left.
pub async fn unregister(scope: &str) -> bool {
    let Some(container) = container() else {
        return true;
    };
    let Ok(found) = JsFuture::from(container.get_registrations()).await else {
        return false;
    };
    let mut all_gone = true;
    for registration in Array::from(&found).iter() {
        let registration: ServiceWorkerRegistration = registration.unchecked_into();
        if registration.scope().starts_with(scope) {
            all_gone &= match registration.unregister() {
                Ok(gone) => JsFuture::from(gone).await.is_ok(),
                Err(_) => false,
            };
        }
    }
    all_gone
}

/// Plain http has no service workers.
fn container() -> Option<ServiceWorkerContainer> {
    let navigator = super::window()?.navigator();
    let container = Reflect::get(&navigator, &"serviceWorker".into()).ok()?;
    (!container.is_undefined()).then(|| container.unchecked_into())
}
