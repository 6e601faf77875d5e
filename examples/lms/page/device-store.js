/** What this device keeps, in IndexedDB: pages to read, and answers that wait for the network, by learner. */
let opening;

function open() {
  opening ??= new Promise((resolve, reject) => {
    const request = indexedDB.open("small-steps", 1);
    request.onupgradeneeded = () => {
      request.result.createObjectStore("pages");
      request.result.createObjectStore("answers", { keyPath: "id" }).createIndex("user", "user");
    };
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
  return opening;
}

/** Runs `work` with one of the stores; resolves to its request's result once everything is on the device. */
async function transact(store, mode, work) {
  const db = await open();
  return new Promise((resolve, reject) => {
    const transaction = db.transaction(store, mode);
    const request = work(transaction.objectStore(store));
    transaction.oncomplete = () => resolve(request?.result);
    transaction.onabort = () => reject(transaction.error);
  });
}

/** Keeps everything a learner can read. */
export function keepPages(user, pages) {
  return transact("pages", "readwrite", (store) => store.put(pages, user));
}

/** The pages of a learner by their path; undefined where none are kept. */
export function keptPages(user) {
  return transact("pages", "readonly", (store) => store.get(user));
}

/** Keeps an answer: `{ id, user, problem, answer, at, zone }`. */
export function keepAnswer(answer) {
  return transact("answers", "readwrite", (store) => store.put(answer));
}

/** The answers of a learner that wait, oldest first. */
export async function keptAnswers(user) {
  const answers = await transact("answers", "readonly", (store) => store.index("user").getAll(user));
  return answers.sort((a, b) => a.at - b.at);
}

/** Forgets answers that were checked. */
export function forgetAnswers(ids) {
  return transact("answers", "readwrite", (store) => {
    for (const id of ids) store.delete(id);
  });
}
