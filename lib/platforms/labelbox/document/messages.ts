import { given } from '../../../contracts/given.ts';
import type { Unit } from '../../../label/label.ts';
import { cleanDocument } from '../../kit/clean.ts';
import { type Fields, isFields, ownField } from '../../kit/fields.ts';

type Messages = NonNullable<Unit['messages']>;

/**
 * The messages of a conversation: a list (`application/vnd.labelbox.conversational`), and after it what models answered, or
 * an object by id in chats with models (`….model-chat-evaluation`). Undefined unless every message has an id of its own.
 */
export function messagesOf(contents: unknown): Messages | undefined {
  if (!isFields(contents)) return undefined;
  const { messages, modelOutputs } = contents;
  const found = Array.isArray(messages)
    ? [
        ...messages.map((message: unknown) => (isFields(message) ? messageOf(message) : undefined)),
        ...(Array.isArray(modelOutputs) ? outputsOf(modelOutputs) : []),
      ]
    : isFields(messages)
      ? chatMessages(messages, contents)
      : [];
  const whole = found.filter((message) => message !== undefined);
  const ids = new Set(whole.map(({ id }) => id));
  return whole.length > 0 && whole.length === found.length && ids.size === whole.length ? whole : undefined;
}

function messageOf({ messageId, content, user }: Fields): Messages[number] | undefined {
  if (typeof messageId !== 'string' || messageId === '') return undefined;
  return given({
    id: messageId,
    author: authorOf(isFields(user) ? (user.name ?? user.userId) : undefined),
    text: typeof content === 'string' ? content : undefined,
  });
}

/**
 * Answers of models to the last message, which have a title and no id. People call the choices of a question about them by these
 * titles. By their models, where these differ: each is an answer of its own.
 */
function outputsOf(outputs: readonly unknown[]): Messages {
  const all = outputs.map((output) => (isFields(output) ? output : {}));
  const models = all.map(({ modelConfigName }) => authorOf(modelConfigName));
  const areOthers = models.every((model) => model !== undefined) && new Set(models).size === models.length;
  return all.map(({ title, content }, index) => {
    const name = authorOf(title) ?? `modelOutputs.${index}`;
    const text = typeof content === 'string' ? content : undefined;
    return given({ id: name, author: areOthers ? models[index] : name, text });
  });
}

function chatMessages(messages: Fields, contents: Fields): (Messages[number] | undefined)[] {
  const nameOf = namesOfActors(contents.actors);
  return (inTurn(messages, contents.rootMessageIds) ?? Object.keys(messages)).map((id) => {
    const message = ownField(messages, id);
    if (!isFields(message) || id === '') return undefined;
    const { actorId, content } = message;
    const texts = Array.isArray(content) ? content.filter(isFields).map((part) => part.content) : [content];
    const [text] = texts;
    return given({
      id,
      author: typeof actorId === 'string' ? authorOf(nameOf.get(actorId) ?? actorId) : undefined,
      text: texts.length === 1 && typeof text === 'string' ? text : undefined,
    });
  });
}

/** Of actors that are models, the names of these; of several of one name none, so that their answers are not those of one. */
function namesOfActors(actors: unknown): ReadonlyMap<string, string> {
  const named = Object.entries(isFields(actors) ? actors : {}).flatMap(([id, actor]) => {
    const name = isFields(actor) && isFields(actor.metadata) ? actor.metadata.modelConfigName : undefined;
    return typeof name === 'string' ? [[id, name] as const] : [];
  });
  const times = Map.groupBy(named, ([, name]) => name);
  return new Map(named.filter(([, name]) => times.get(name)?.length === 1));
}

/**
 * The messages as they follow from each other, whatever the order of the object: first those that begin the chat, then all answers to
 * them, and so on. Undefined where that is not each message once.
 */
function inTurn(messages: Fields, roots: unknown): readonly string[] | undefined {
  const order = new Set<string>();
  let next = idsIn(roots);
  while (next.length > 0) {
    const following: string[] = [];
    for (const id of next) {
      const message = ownField(messages, id);
      if (order.has(id) || !isFields(message)) return undefined;
      order.add(id);
      for (const child of idsIn(message.childMessageIds)) following.push(child);
    }
    next = following;
  }
  return order.size === Object.keys(messages).length ? [...order] : undefined;
}

const idsIn = (list: unknown): readonly string[] =>
  Array.isArray(list) ? list.filter((id): id is string => typeof id === 'string') : [];

const authorOf = (name: unknown): string | undefined =>
  typeof name === 'string' && name !== '' ? (cleanDocument(name) as string) : undefined;
