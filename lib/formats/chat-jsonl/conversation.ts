import type { Attribute, Unit } from '../../label/label.ts';
import type { AnnotationOf, Omission } from '../format.ts';
import type { Options } from './options.ts';

/** As chat templates have it. */
export type ChatMessage = { readonly role: Role; readonly content: string };
type Role = 'system' | 'user' | 'assistant' | 'tool';

export type Message = ChatMessage & { readonly id: string; readonly author: string };

export type Conversation = {
  readonly messages: readonly Message[];
  /** Those that are questions about the messages, rather than messages. */
  readonly annotations: readonly AnnotationOf<never>[];
};

type Unknown = Pick<Omission, 'code' | 'detail'>;

/** What was said, by whom; or why that is not known. */
export function conversationOf(
  { messages = [] }: Unit,
  annotations: readonly AnnotationOf<never>[],
  options: Options,
): Conversation | Unknown {
  if (messages.length === 0) return writtenByPeople(annotations, options);
  const texts: { readonly id: string; readonly author: string; readonly content: string }[] = [];
  for (const { id, author, text } of messages) {
    if (text === undefined) return { code: 'text-unknown', detail: 'of a message' };
    if (author === undefined) return { code: 'author-unknown', detail: 'of a message' };
    texts.push({ id, author, content: text });
  }
  const roleOf = rolesOf(
    texts.map(({ author }) => author),
    options.assistants,
  );
  return { messages: texts.map((message) => ({ role: roleOf(message.author), ...message })), annotations };
}

/** Authors that chat templates, or those who label for them, call by their role. */
const namedRoles: ReadonlyMap<string, Role> = new Map([
  ['system', 'system'],
  ['developer', 'system'],
  ['user', 'user'],
  ['assistant', 'assistant'],
  ['tool', 'tool'],
]);

/** Who is not called by a role is what is not there yet: of a user alone the assistant, and the other way round. */
function rolesOf(authors: readonly string[], assistants: readonly string[]): (author: string) => Role {
  const named = (author: string) => namedRoles.get(author.toLowerCase());
  const roles = new Set(authors.map(named));
  const first = authors.find((author) => named(author) === undefined);
  const [ofFirst, ofOthers] =
    roles.has('assistant') || assistants.length > 0
      ? (['user', 'user'] as const)
      : ([roles.has('user') ? 'assistant' : 'user', 'assistant'] as const);
  return (author) => {
    if (assistants.includes(author)) return 'assistant';
    const role = named(author);
    if (role === 'assistant' && assistants.length > 0) return 'user';
    return role ?? (author === first ? ofFirst : ofOthers);
  };
}

/** A prompt and its response, each the answer to a question in text. */
function writtenByPeople(
  annotations: readonly AnnotationOf<never>[],
  { prompt, response }: Options,
): Conversation | Unknown {
  const asked = annotations.find(({ attributes }) => textIn(attributes, prompt) !== undefined);
  const answered = annotations.find(({ attributes }) => textIn(attributes, response) !== undefined);
  if (!asked || !answered || asked === answered) return { code: 'text-unknown' };
  return {
    messages: [
      { id: asked.id, author: prompt, role: 'user', content: textIn(asked.attributes, prompt) ?? '' },
      { id: answered.id, author: response, role: 'assistant', content: textIn(answered.attributes, response) ?? '' },
    ],
    annotations: annotations.filter((annotation) => annotation !== asked && annotation !== answered),
  };
}

function textIn(attributes: readonly Attribute[], question: string): string | undefined {
  const value = attributes.find(({ name }) => name === question)?.value;
  return value?.kind === 'text' ? value.text : undefined;
}

/** Whether an answer names messages of the conversation, rather than what is true of them. */
export function namesMessages({ messages }: Conversation, { value }: Attribute): boolean {
  const isMessage = (name: string) => messages.some(({ id }) => id === name);
  switch (value.kind) {
    case 'radio':
      return isMessage(value.choice.name);
    case 'checklist':
      return value.choices.some((choice) => isMessage(choice.name));
    case 'ranking':
      return value.items.some(isMessage);
    default:
      return false;
  }
}
