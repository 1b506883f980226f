// Which pattern a local name comes from.

import { countWhile } from '../../syntax/ranges';
import { kindSet, type Node, type SourceFile } from '../../syntax/source-file';

/** Where a local name gets its value. */
export interface Binding {
  /** The name in its pattern; for `self` the parameter. */
  readonly name: Node;
  readonly pattern: Node;
  /** The type annotation of the pattern. */
  readonly type: Node | undefined;
  /** The expression that the pattern takes apart. */
  readonly value: Node | undefined;
  readonly kind: 'parameter' | 'let' | 'match' | 'for' | 'self';
}

export interface Bindings {
  /** What a name refers to at its place: a binding, `hidden` when something unreadable may have bound it, undefined when there is no such local. */
  of(name: Node): Binding | 'hidden' | undefined;
  /** The binding that a name is known to mean. */
  known(name: Node | undefined): Binding | undefined;
}

const maxAncestors = 1000;

/** In code that someone wrote the way to a binding is hardly ever longer. */
const usualScopes = 12;

/** What may bind a name for what stands in it, or ends the search. */
const scopeKinds = kindSet(
  ...(['block', 'let_chain', 'function_item', 'closure_expression', 'for_expression', 'match_arm', 'match_pattern'] as const),
  ...(['if_expression', 'while_expression', 'field_initializer_list', 'macro_rule'] as const),
  ...(['const_item', 'static_item', 'impl_item', 'trait_item'] as const),
);

export function bindingsOf(file: SourceFile): Bindings {
  const scopes = new Map<Node, Map<string, Binding[]>>();
  const initializers = new Map<Node, ReadonlyMap<string, Node>>();
  const meanings = new Map<string, Map<Node, Binding | 'hidden' | undefined>>();

  return {
    of,
    known(name) {
      const found = name === undefined ? undefined : of(name);
      return found === 'hidden' ? undefined : found;
    },
  };

  function of(nameNode: Node): Binding | 'hidden' | undefined {
    const name = file.textOf(nameNode);
    const passed: Node[] = [];
    const found = search(nameNode, { name, passed });
    if (passed.length > 0) {
      const known = meanings.get(name) ?? new Map<Node, Binding | 'hidden' | undefined>();
      meanings.set(name, known);
      for (const scope of passed) known.set(scope, found);
    }
    return found;
  }

  /** Puts into `passed` the scopes far up: what the name means there is kept, because all that is below them would ask again. */
  function search(nameNode: Node, { name, passed }: { name: string; passed: Node[] }): Binding | 'hidden' | undefined {
    const known = meanings.get(name);
    let from = nameNode;
    for (let steps = 0; steps < maxAncestors; steps++) {
      const at = file.closestIn(from, scopeKinds);
      if (at === undefined) return undefined;
      if (steps >= usualScopes) {
        if (known?.has(from) === true) return known.get(from);
        passed.push(from);
      }
      from = file.childAround(at, from) ?? from;
      const found = within(at, { from, name });
      if (found !== undefined) return found;
      // What stands in a macro's body may mean what stands where the macro is used.
      if (file.is(at, 'macro_rule')) return 'hidden';
      if (file.is(at, 'function_item', 'const_item', 'static_item', 'impl_item', 'trait_item')) return undefined;
      from = at;
    }
    return 'hidden';
  }

  /** What `name` means for what stands in the child `from` of `scope`. */
  function within(scope: Node, { from, name }: { from: Node; name: string }): Binding | 'hidden' | undefined {
    switch (file.kind(scope)) {
      case 'block':
      case 'let_chain':
        return lastBefore(scopeOf(scope).get(name), from);
      case 'function_item':
      case 'closure_expression':
      case 'for_expression':
        return file.fieldOf(from) === 'body' ? scopeOf(scope).get(name)?.at(-1) : undefined;
      case 'match_arm':
        return file.fieldOf(from) === 'pattern' ? undefined : scopeOf(scope).get(name)?.at(-1);
      case 'match_pattern': {
        const arm = file.parent(scope);
        return file.fieldOf(from) === 'condition' && file.is(arm, 'match_arm') ? scopeOf(arm).get(name)?.at(-1) : undefined;
      }
      case 'if_expression':
      case 'while_expression':
        return ['consequence', 'body'].includes(file.fieldOf(from) ?? '') ? scopeOf(scope).get(name)?.at(-1) : undefined;
      case 'field_initializer_list':
        return isInitializedBefore(scope, { from, name }) ? 'hidden' : undefined;
      default:
        return undefined;
    }
  }

  /** In pin-init's macros an earlier field can be used by its name. */
  function isInitializedBefore(list: Node, { from, name }: { from: Node; name: string }): boolean {
    const first = file.inMacro(list) ? fieldsOf(list).get(name) : undefined;
    return first !== undefined && first < from;
  }

  /** The first initializer of each field. */
  function fieldsOf(list: Node): ReadonlyMap<string, Node> {
    const known = initializers.get(list);
    if (known !== undefined) return known;
    const first = new Map<string, Node>();
    initializers.set(list, first);
    for (const child of file.children(list)) {
      const field =
        file.field(child, 'field') ?? (file.is(child, 'shorthand_field_initializer') ? file.named(child)[0] : undefined);
      const name = field === undefined ? undefined : file.textOf(field);
      if (name !== undefined && !first.has(name)) first.set(name, child);
    }
    return first;
  }

  function scopeOf(scope: Node): Map<string, Binding[]> {
    const known = scopes.get(scope);
    if (known !== undefined) return known;
    const names = new Map<string, Binding[]>();
    scopes.set(scope, names);
    for (const source of sourcesOf(scope)) {
      for (const name of namesIn(source.pattern)) {
        const text = file.textOf(name);
        const list = names.get(text);
        if (list === undefined) names.set(text, [{ ...source, name }]);
        else list.push({ ...source, name });
      }
    }
    return names;
  }

  function sourcesOf(scope: Node): Omit<Binding, 'name'>[] {
    switch (file.kind(scope)) {
      case 'block':
        return file.children(scope).flatMap((child) => (file.is(child, 'let_declaration') ? fromLet(child, 'let') : []));
      case 'function_item':
      case 'closure_expression': {
        const list = file.field(scope, 'parameters');
        return list === undefined ? [] : file.named(list).flatMap(fromParameter);
      }
      case 'match_arm': {
        const block = file.parent(scope);
        const match = block === undefined ? undefined : file.parent(block);
        const pattern = file.field(scope, 'pattern');
        const condition = pattern === undefined ? undefined : file.field(pattern, 'condition');
        if (pattern === undefined || match === undefined) return [];
        const value = file.field(match, 'value');
        return [{ pattern, type: undefined, value, kind: 'match' }, ...(condition === undefined ? [] : fromCondition(condition))];
      }
      case 'for_expression': {
        const pattern = file.field(scope, 'pattern');
        return pattern === undefined ? [] : [{ pattern, type: undefined, value: undefined, kind: 'for' }];
      }
      case 'if_expression':
      case 'while_expression': {
        const condition = file.field(scope, 'condition');
        return condition === undefined ? [] : fromCondition(condition);
      }
      case 'let_chain':
        return fromCondition(scope);
      default:
        return [];
    }
  }

  function fromCondition(condition: Node): Omit<Binding, 'name'>[] {
    if (file.is(condition, 'let_condition')) return fromLet(condition, 'match');
    if (!file.is(condition, 'let_chain')) return [];
    return file.descendants(condition, 'let_condition').flatMap((child) => fromLet(child, 'match'));
  }

  function fromLet(node: Node, kind: 'let' | 'match'): Omit<Binding, 'name'>[] {
    const pattern = file.field(node, 'pattern');
    return pattern === undefined ? [] : [{ pattern, type: file.field(node, 'type'), value: file.field(node, 'value'), kind }];
  }

  function fromParameter(parameter: Node): Omit<Binding, 'name'>[] {
    if (file.is(parameter, 'self_parameter')) return [{ pattern: parameter, type: undefined, value: undefined, kind: 'self' }];
    if (!file.is(parameter, 'parameter')) return [{ pattern: parameter, type: undefined, value: undefined, kind: 'parameter' }];
    const pattern = file.field(parameter, 'pattern');
    return pattern === undefined ? [] : [{ pattern, type: file.field(parameter, 'type'), value: undefined, kind: 'parameter' }];
  }

  /** The names that a pattern binds; a constant in it looks like one and is taken for one. */
  function namesIn(pattern: Node): Node[] {
    if (file.is(pattern, 'self_parameter')) return file.children(pattern).filter((child) => file.is(child, 'self'));
    if (file.is(pattern, 'identifier', 'self')) return [pattern];
    return file.descendants(pattern, 'identifier', 'shorthand_field_identifier', 'self').filter((name) => {
      const parent = file.parent(name);
      if (file.fieldOf(name) === 'type' || file.is(parent, 'scoped_identifier', 'scoped_type_identifier', 'lifetime'))
        return false;
      // A guard belongs to the pattern in the grammar.
      return file.fieldOf(name) !== 'condition' && !inGuard(pattern, name);
    });
  }

  function inGuard(pattern: Node, name: Node): boolean {
    const condition = file.is(pattern, 'match_pattern') ? file.field(pattern, 'condition') : undefined;
    return condition !== undefined && file.contains(condition, name);
  }
}

/** The last of the bindings, which stand in source order, whose name stands before the node. */
function lastBefore(bindings: readonly Binding[] = [], node: Node): Binding | undefined {
  return bindings[countWhile(bindings, ({ name }) => name < node) - 1];
}

/** The way from a pattern down to a name in it, the pattern first; nothing when the name is not in it. */
export function wayTo(file: SourceFile, { pattern, name }: Binding): Node[] {
  const way: Node[] = [];
  for (let at: Node | undefined = name; at !== undefined; at = file.parent(at)) {
    way.push(at);
    if (at === pattern) return way.reverse();
  }
  return [];
}
