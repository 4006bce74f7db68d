// A stand-in for the browser's own model, with the interface that Chrome documents
// (https://developer.chrome.com/docs/ai/prompt-api). Takes what it is to play; what it was asked is in
// `window.languageModel`.
(script) => {
    const seen = { created: [], asked: [], aborted: 0, open: 0 };
    const fail = ({ name, message }) =>
        name === 'QuotaExceededError' && typeof QuotaExceededError === 'function'
            ? new QuotaExceededError(message, { quota: script.window, requested: script.window + 1 })
            : new DOMException(message, name);
    class LanguageModel extends EventTarget {
        #destroyed = new AbortController();
        #prompts;
        constructor(prompts) {
            super();
            this.#prompts = [...prompts];
            seen.open += 1;
        }
        static async availability() {
            return script.availability;
        }
        static async create({ initialPrompts = [], signal } = {}) {
            seen.created.push(initialPrompts);
            if (initialPrompts.some(({ role }, at) => role === 'system' && at > 0)) {
                throw new TypeError('The system prompt must be the first of the initial prompts.');
            }
            if (script.availability === 'unavailable') {
                throw new DOMException('The device is unable to create a session.', 'NotSupportedError');
            }
            if (script.refusal) throw fail(script.refusal);
            signal?.throwIfAborted();
            return new LanguageModel(initialPrompts);
        }
        get contextWindow() {
            return script.window;
        }
        get contextUsage() {
            const words = this.#prompts.map(({ content }) => content).join('');
            return Math.min(script.window, Math.ceil(words.length / 4));
        }
        promptStreaming(input, { signal } = {}) {
            if (script.deafness) throw fail(script.deafness);
            seen.asked.push(input);
            const pieces = [...script.pieces];
            const destroyed = this.#destroyed.signal;
            const prompts = this.#prompts;
            prompts.push({ role: 'user', content: input });
            const answer = { role: 'assistant', content: '' };
            prompts.push(answer);
            let ended = false;
            return new ReadableStream({
                start(controller) {
                    const abort = (reason) => {
                        // Who gives up an answer that has ended gives up nothing.
                        if (ended) return;
                        ended = true;
                        seen.aborted += 1;
                        controller.error(reason);
                    };
                    signal?.addEventListener('abort', () => abort(signal.reason));
                    const gone = new DOMException('The session has been destroyed.', 'AbortError');
                    destroyed.addEventListener('abort', () => abort(gone));
                    if (signal?.aborted) abort(signal.reason);
                },
                async pull(controller) {
                    // Pieces come one by one, as from a model that thinks.
                    await new Promise((resolve) => setTimeout(resolve));
                    if (ended) return;
                    if (pieces.length > 0) {
                        const piece = pieces.shift();
                        answer.content += piece;
                        controller.enqueue(piece);
                    } else if (script.failure) {
                        ended = true;
                        controller.error(fail(script.failure));
                    } else if (script.stalls) {
                        await new Promise(() => {});
                    } else {
                        ended = true;
                        controller.close();
                    }
                },
            });
        }
        destroy() {
            seen.open -= 1;
            this.#destroyed.abort();
        }
    }
    window.languageModel = seen;
    Object.defineProperty(window, 'LanguageModel', { value: LanguageModel, configurable: true, writable: true });
}
