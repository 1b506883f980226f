// The types of expressions, as far as the text of the file tells; nothing is guessed.

import { dereferencing, functions, methods, type Result } from './known-types';
import { countWhile } from '../../syntax/ranges';
import type { Node, SourceFile } from '../../syntax/source-file';
import { wayTo, type Binding, type Bindings } from '../names/bindings';
import { lastName, typeParametersOf, type Declarations } from '../names/declarations';
import { nameOf, pathType, pointerTo, referenceTo, substitute, type Type, type TypeReader } from './types';

export interface Values {
  /** The type of an expression. */
  typeOf(expression: Node): Type | undefined;
  /**
   * The type that the place of an expression asks for: a `let` with a type, a `return`, an argument of a function of the file …
   * `free` where nothing asks for one (`let _ = …`).
   */
  expectedAt(expression: Node): Type | 'free' | undefined;
}

const maxDepth = 40;

export function valuesOf(
  file: SourceFile,
  { declarations, types, bindings }: { declarations: Declarations; types: TypeReader; bindings: Bindings },
): Values {
  const known = new Map<Node, Type | undefined>();
  const busy = new Set<Node>();

  return { typeOf: (expression) => typeOf(expression, 0), expectedAt: (expression) => expectedAt(expression, 0) };

  function typeOf(node: Node | undefined, depth: number): Type | undefined {
    if (node === undefined || depth > maxDepth) return undefined;
    if (known.has(node)) return known.get(node);
    // `let a = a_of(b); let b = …` cannot recurse forever, but half-typed code can.
    if (busy.has(node)) return undefined;
    busy.add(node);
    const type = compute(node, depth + 1);
    busy.delete(node);
    // What was cut off at the greatest depth may be found from a nearer place.
    if (type !== undefined || depth < maxDepth / 2) known.set(node, type);
    return type;
  }

  function compute(node: Node, depth: number): Type | undefined {
    switch (file.kind(node)) {
      case 'identifier':
      case 'self':
        return typeOfName(node, depth);
      case 'scoped_identifier':
        return typeOfPath(node);
      case 'parenthesized_expression':
        return typeOf(file.named(node)[0], depth);
      case 'unsafe_block':
        return typeOf(file.child(node, 'block'), depth);
      case 'block':
        return typeOf(tailOf(file, node), depth);
      case 'if_expression':
        return typeOf(file.field(node, 'consequence'), depth);
      case 'reference_expression':
        return typeOfReference(node, depth);
      case 'unary_expression':
        return file.child(node, '*') === undefined ? undefined : pointedTo(typeOf(file.named(node)[0], depth));
      case 'field_expression':
        return typeOfField(node, depth);
      case 'index_expression':
        return typeOfIndex(node, depth);
      case 'type_cast_expression':
        return typeOfCast(node, depth);
      case 'try_expression':
        return wrapped(typeOf(file.named(node)[0], depth));
      case 'call_expression':
        return typeOfCall(node, depth);
      case 'macro_invocation':
        return typeOfMacro(node, depth);
      case 'struct_expression':
        return types.read(file.field(node, 'name'));
      case 'array_expression':
        return { kind: 'array', element: typeOf(file.named(node)[0], depth), length: undefined };
      case 'tuple_expression':
        return { kind: 'tuple', elements: file.named(node).map((element) => typeOf(element, depth)) };
      case 'integer_literal':
        return pathType(/[iu](?:8|16|32|64|128|size)$/.exec(file.textOf(node))?.[0] ?? '{integer}');
      case 'float_literal':
        return pathType(/f(?:32|64)$/.exec(file.textOf(node))?.[0] ?? '{float}');
      case 'boolean_literal':
        return pathType('bool');
      case 'closure_expression':
        return { kind: 'opaque' };
      case 'string_literal':
      case 'raw_string_literal':
        return typeOfString(file.textOf(node));
      default:
        return undefined;
    }
  }

  // Names

  function typeOfName(node: Node, depth: number): Type | undefined {
    const binding = bindings.of(node);
    if (binding === 'hidden') return undefined;
    if (binding !== undefined) return typeOfBinding(binding, depth);
    return typeOfItem(declarations.value(file.textOf(node)));
  }

  function typeOfItem(item: Node | undefined): Type | undefined {
    return item !== undefined && file.is(item, 'const_item', 'static_item') ? types.read(file.field(item, 'type')) : undefined;
  }

  /** `Self::CONST`, `Type::CONST`, a constant of another module. */
  function typeOfPath(path: Node): Type | undefined {
    const base = file.field(path, 'path');
    const name = lastName(file, path);
    const owner = ownerOf(base);
    if (owner === undefined || name === undefined) return undefined;
    const item = declarations.member(nameOf(owner) ?? traitOf(owner) ?? '', name);
    if (item === undefined || !file.is(item, 'const_item')) return undefined;
    return types.fillIn(types.read(file.field(item, 'type')), { declaration: item, owner });
  }

  /** The type that a path begins with: `Foo` of `Foo::new`, `Foo<T>` of `<Foo<T>>::new`. */
  function ownerOf(base: Node | undefined): Type | undefined {
    if (base === undefined) return undefined;
    if (file.is(base, 'bracketed_type')) {
      const inner = file.named(base)[0];
      return types.read(file.is(inner, 'qualified_type') ? file.field(inner, 'type') : inner);
    }
    if (file.is(base, 'identifier')) {
      const name = file.textOf(base);
      if (name === 'Self') return types.selfAt(base);
      return pathType(name);
    }
    if (file.is(base, 'generic_type', 'type_identifier', 'scoped_type_identifier')) return types.read(base);
    if (file.is(base, 'scoped_identifier')) {
      const name = lastName(file, base);
      return name === undefined ? undefined : pathType(name);
    }
    return undefined;
  }

  function typeOfBinding(binding: Binding, depth: number): Type | undefined {
    if (binding.kind === 'self') return typeOfSelf(binding.pattern);
    const whole = binding.type === undefined ? typeOf(binding.value, depth) : types.read(binding.type);
    return takeApart(whole, wayTo(file, binding));
  }

  function typeOfSelf(parameter: Node): Type | undefined {
    const own = types.selfAt(parameter);
    if (file.child(parameter, '&') === undefined) return own;
    const lifetime = file.child(parameter, 'lifetime');
    return {
      kind: 'reference',
      mutable: file.child(parameter, 'mutable_specifier') !== undefined,
      to: own,
      lifetime: lifetime === undefined ? undefined : file.textOf(lifetime),
    };
  }

  /** The type of a name in a pattern, from the type of the whole; a pattern that meets a reference binds by reference. */
  function takeApart(whole: Type | undefined, way: readonly Node[]): Type | undefined {
    let type = whole;
    let by: 'value' | 'shared' | 'mutable' = 'value';
    for (const [index, at] of way.entries()) {
      const next = way[index + 1];
      if (type === undefined) return undefined;
      if (next === undefined) break;
      if (file.is(at, 'tuple_pattern', 'tuple_struct_pattern', 'struct_pattern'))
        for (let depth = 0; type?.kind === 'reference' && depth < 4; depth++) {
          by = by === 'shared' || !type.mutable ? 'shared' : 'mutable';
          type = type.to;
        }
      switch (file.kind(at)) {
        case 'match_pattern':
        case 'or_pattern':
        case 'captured_pattern':
        case 'mut_pattern':
        case 'field_pattern':
          break;
        case 'ref_pattern':
          by = file.child(at, 'mut_pattern') === undefined ? 'shared' : 'mutable';
          break;
        case 'reference_pattern':
          type = type?.kind === 'reference' ? type.to : undefined;
          break;
        case 'tuple_pattern':
          type = type?.kind === 'tuple' ? type.elements[positionOf(at, next)] : undefined;
          break;
        case 'tuple_struct_pattern':
          type = partOf(type, { pattern: at, position: positionOf(at, next) });
          break;
        case 'struct_pattern': {
          const name = file.field(next, 'name');
          type = name === undefined ? undefined : types.field(type, file.textOf(name));
          if (file.child(next, 'ref') !== undefined)
            by = file.child(next, 'mutable_specifier') === undefined ? 'shared' : 'mutable';
          break;
        }
        default:
          return undefined;
      }
    }
    if (type === undefined || by === 'value') return type;
    return referenceTo(type, by === 'mutable');
  }

  /** `Some(x)`, `Ok(x)`, and the fields of a tuple struct of the file. */
  function partOf(type: Type | undefined, { pattern, position }: { pattern: Node; position: number }): Type | undefined {
    const variant = lastName(file, file.field(pattern, 'type'));
    const name = nameOf(type);
    if (type?.kind !== 'path') return undefined;
    if ((variant === 'Some' && name === 'Option') || (variant === 'Ok' && name === 'Result')) return type.arguments[0];
    if (variant === name || variant === 'Self') return types.field(type, String(position));
    return undefined;
  }

  /** The place of a part among those of its pattern; -1 where a `..` before it hides it. */
  function positionOf(pattern: Node, part: Node): number {
    let position = 0;
    for (const child of file.children(pattern)) {
      if (child === part) return position;
      if (file.is(child, 'remaining_field_pattern')) return -1;
      if (file.is(child, ',')) position++;
    }
    return -1;
  }

  // Expressions

  function typeOfReference(node: Node, depth: number): Type | undefined {
    const place = typeOf(file.field(node, 'value'), depth);
    const mutable = file.child(node, 'mutable_specifier') !== undefined;
    return file.child(node, 'raw') === undefined ? referenceTo(place, mutable) : pointerTo(place, mutable);
  }

  function typeOfField(node: Node, depth: number): Type | undefined {
    const name = file.field(node, 'field');
    const value = file.field(node, 'value');
    if (name === undefined || value === undefined) return undefined;
    const text = file.textOf(name);
    for (const type of seenThrough(typeOf(value, depth))) {
      if (type.kind === 'tuple' && /^\d+$/.test(text)) return type.elements[Number(text)];
      const found = types.field(type, text);
      if (found !== undefined) return found;
    }
    return undefined;
  }

  function typeOfIndex(node: Node, depth: number): Type | undefined {
    const [value, index] = file.named(node);
    if (value === undefined || index === undefined || file.is(index, 'range_expression')) return undefined;
    const position = typeOf(index, depth);
    // A variable may hold a range.
    if (position === undefined || !['usize', '{integer}'].includes(nameOf(position) ?? '')) return undefined;
    for (const type of seenThrough(typeOf(value, depth))) {
      if (type.kind === 'array' || type.kind === 'slice') return type.element;
      if (type.kind === 'path' && /^(?:K|V|KV)?Vec$/.test(nameOf(type) ?? '')) return type.arguments[0];
    }
    return undefined;
  }

  function typeOfCast(node: Node, depth: number): Type | undefined {
    const target = types.read(file.field(node, 'type'));
    if (target?.kind !== 'pointer' || target.to !== undefined) return target;
    // `as *const _` keeps the type where nothing else asks for another; what a cast is applied to asks for nothing.
    let outer = file.parent(node);
    while (file.is(outer, 'parenthesized_expression')) outer = file.parent(outer);
    const from = typeOf(file.field(node, 'value'), depth);
    const kept = from?.kind === 'pointer' || from?.kind === 'reference' ? from.to : undefined;
    return file.is(outer, 'type_cast_expression') ? pointerTo(kept, target.mutable) : target;
  }

  function typeOfString(text: string): Type {
    if (/^c/.test(text)) return referenceTo(pathType('CStr'), false);
    if (/^b/.test(text)) return referenceTo({ kind: 'array', element: pathType('u8'), length: undefined }, false);
    return referenceTo(pathType('str'), false);
  }

  function typeOfMacro(node: Node, depth: number): Type | undefined {
    const name = lastName(file, file.field(node, 'macro'));
    if (name === 'c_str') return referenceTo(pathType('CStr'), false);
    if (name !== 'addr_of' && name !== 'addr_of_mut') return undefined;
    const tokens = file.child(node, 'token_tree');
    const inner = tokens === undefined ? undefined : file.child(tokens, 'parenthesized_expression');
    return pointerTo(inner === undefined ? undefined : typeOf(file.named(inner)[0], depth), name === 'addr_of_mut');
  }

  // Calls

  function typeOfCall(node: Node, depth: number): Type | undefined {
    const called = file.field(node, 'function');
    if (called === undefined) return undefined;
    const generic = file.is(called, 'generic_function') ? called : undefined;
    const callee = generic === undefined ? called : file.field(generic, 'function');
    const list = generic === undefined ? undefined : file.field(generic, 'type_arguments');
    const given = list === undefined ? [] : file.named(list).filter((argument) => !file.is(argument, 'lifetime'));
    if (callee === undefined) return undefined;
    if (file.is(callee, 'field_expression')) return typeOfMethod(callee, { given, depth });
    return typeOfFunction(node, { callee, given, depth });
  }

  function typeOfMethod(callee: Node, { given, depth }: { given: readonly Node[]; depth: number }): Type | undefined {
    const name = lastName(file, file.field(callee, 'field'));
    const value = file.field(callee, 'value');
    if (name === undefined || value === undefined) return undefined;
    const receiver = typeOf(value, depth);
    if (receiver?.kind === 'pointer' && name === 'cast') return pointerTo(types.read(given[0]), receiver.mutable);
    for (const type of seenThrough(receiver)) {
      if (nameOf(type) === 'NonNull' && name === 'cast') return pathType('NonNull', types.read(given[0]));
      const own = declarations.member(nameOf(type) ?? traitOf(type) ?? '', name);
      if (own !== undefined) return returnedBy(own, { owner: type, given });
      const result = methodsOf(type)?.[name];
      if (result !== undefined) return resultOf(result, { receiver: type, owner: type });
    }
    // Every type with a method of that name gives a pointer to write through.
    return name === 'as_mut_ptr' ? pointerTo(undefined, true) : undefined;
  }

  function methodsOf(type: Type): Readonly<Record<string, Result>> | undefined {
    const key = type.kind === 'pointer' ? '*' : type.kind === 'array' || type.kind === 'slice' ? '[]' : (nameOf(type) ?? '');
    // A type of the file with the name of a known one is another.
    if (type.kind === 'path' && declarations.type(key) !== undefined) return undefined;
    return Object.hasOwn(methods, key) ? methods[key] : undefined;
  }

  function typeOfFunction(
    call: Node,
    { callee, given, depth }: { callee: Node; given: readonly Node[]; depth: number },
  ): Type | undefined {
    const name = lastName(file, callee);
    if (name === undefined) return undefined;
    const base = file.is(callee, 'scoped_identifier') ? file.field(callee, 'path') : undefined;
    const args = argumentsOf(file, call);
    if (base === undefined) {
      if (bindings.of(callee) !== undefined) return undefined;
      const own = declarations.function(name);
      if (own !== undefined) return returnedBy(own, { owner: undefined, given });
      const struct = name === 'Self' ? types.selfAt(callee) : declarations.type(name) === undefined ? undefined : pathType(name);
      if (struct !== undefined) return struct;
      const path = declarations.imported(name);
      return path === undefined ? undefined : standardCall(path.slice(-2).join('::'), { owner: undefined, given, args, depth });
    }
    const owner = ownerOf(base);
    const own = owner === undefined ? undefined : declarations.member(nameOf(owner) ?? traitOf(owner) ?? '', name);
    if (own !== undefined && owner !== undefined) return returnedBy(own, { owner, given });
    const ownerName = nameOf(owner);
    if (ownerName === undefined || declarations.type(ownerName) !== undefined) return undefined;
    return standardCall(`${ownerName}::${name}`, { owner, given, args, depth });
  }

  function standardCall(
    key: string,
    { owner, given, args, depth }: { owner: Type | undefined; given: readonly Node[]; args: readonly Node[]; depth: number },
  ): Type | undefined {
    const result = Object.hasOwn(functions, key) ? functions[key] : undefined;
    if (result === undefined) return undefined;
    const first = given[0] ?? undefined;
    const spelled = first === undefined ? (owner?.kind === 'path' ? owner.arguments[0] : undefined) : types.read(first);
    let argument = typeOf(args[0], depth);
    if (argument?.kind === 'reference' && nameOf(argument.to) === nameOf(owner) && argument.to !== undefined)
      argument = argument.to;
    return resultOf(result, { receiver: spelled === undefined ? argument : pathType('', spelled), owner });
  }

  function resultOf(
    result: Result,
    { receiver, owner }: { receiver: Type | undefined; owner: Type | undefined },
  ): Type | undefined {
    const first = firstOf(receiver);
    switch (result) {
      case '*const first':
        return pointerTo(first, false);
      case '*mut first':
        return pointerTo(first, true);
      case '&first':
        return referenceTo(first, false);
      case '&mut first':
        return referenceTo(first, true);
      case '*const u8':
        return pointerTo(pathType('u8'), false);
      case '*mut u8':
        return pointerTo(pathType('u8'), true);
      case '*const c_char':
        return pointerTo(pathType('c_char'), false);
      case 'NonNull<first>':
        return pathType('NonNull', first);
      case 'Option<NonNull<first>>':
        return pathType('Option', pathType('NonNull', first));
      case 'Option<first>':
        return pathType('Option', first);
      case 'Result<first>':
        return pathType('Result', first);
      case 'Result<*mut first>':
        return pathType('Result', pointerTo(first, true));
      case 'Result<self>':
        return pathType('Result', owner);
      case '&[first]':
        return referenceTo({ kind: 'slice', element: first }, false);
      case '&mut [first]':
        return referenceTo({ kind: 'slice', element: first }, true);
      case 'first':
        return first;
      case 'same':
        return receiver;
      case 'self':
        return owner;
    }
  }

  /** What a function of the file returns, its own type parameters as far as they are given. */
  function returnedBy(item: Node, { owner, given }: { owner: Type | undefined; given: readonly Node[] }): Type | undefined {
    if (!file.is(item, 'function_item', 'function_signature_item')) return undefined;
    const modifiers = file.child(item, 'function_modifiers');
    if (modifiers !== undefined && file.child(modifiers, 'async') !== undefined) return undefined;
    const returned = types.read(file.field(item, 'return_type'));
    const filled = owner === undefined ? returned : types.fillIn(returned, { declaration: item, owner });
    return substitute(filled, {
      owner: item,
      values: new Map(typeParametersOf(file, item).map((name, index) => [name, types.read(given[index])])),
      depth: 0,
    });
  }

  function traitOf(type: Type | undefined): string | undefined {
    return type?.kind === 'parameter' && type.name === 'Self' ? lastName(file, file.field(type.owner, 'name')) : undefined;
  }

  // Places

  function expectedAt(node: Node, depth: number): Type | 'free' | undefined {
    const parent = file.parent(node);
    if (parent === undefined || depth > maxDepth) return undefined;
    switch (file.kind(parent)) {
      case 'let_declaration':
        if (file.fieldOf(node) !== 'value') return undefined;
        if (file.field(parent, 'type') !== undefined) return types.read(file.field(parent, 'type'));
        return file.is(file.field(parent, 'pattern'), '_') ? 'free' : undefined;
      case 'const_item':
      case 'static_item':
        return types.read(file.field(parent, 'type'));
      case 'parenthesized_expression':
      case 'unsafe_block':
        return expectedAt(parent, depth + 1);
      case 'block':
        return tailOf(file, parent) === node ? expectedAt(parent, depth + 1) : undefined;
      case 'expression_statement': {
        const block = file.parent(parent);
        return file.is(block, 'block') && tailOf(file, block) === node ? expectedAt(block, depth + 1) : undefined;
      }
      case 'if_expression':
        return file.fieldOf(node) === 'consequence' ? expectedAt(parent, depth + 1) : undefined;
      case 'else_clause': {
        const whole = file.parent(parent);
        return whole === undefined ? undefined : expectedAt(whole, depth + 1);
      }
      case 'function_item':
        return file.fieldOf(node) === 'body' ? types.read(file.field(parent, 'return_type')) : undefined;
      case 'closure_expression':
        return file.fieldOf(node) === 'body' ? types.read(file.field(parent, 'return_type')) : undefined;
      case 'return_expression': {
        const fn = file.closest(parent, 'function_item', 'closure_expression', 'async_block');
        return fn !== undefined && !file.is(fn, 'async_block') ? types.read(file.field(fn, 'return_type')) : undefined;
      }
      case 'assignment_expression':
        return file.fieldOf(node) === 'right' ? typeOf(file.field(parent, 'left'), depth) : undefined;
      case 'arguments':
        return expectedArgument(parent, { node, depth });
      case 'field_initializer': {
        const list = file.parent(parent);
        const struct = list === undefined ? undefined : file.parent(list);
        const name = file.field(parent, 'field');
        if (struct === undefined || name === undefined || file.fieldOf(node) !== 'value') return undefined;
        return types.field(types.read(file.field(struct, 'name')), file.textOf(name));
      }
      default:
        return undefined;
    }
  }

  function expectedArgument(list: Node, { node, depth }: { node: Node; depth: number }): Type | undefined {
    const call = file.parent(list);
    const called = call === undefined ? undefined : file.field(call, 'function');
    if (called === undefined || file.is(called, 'generic_function')) return undefined;
    const position = countWhile(file.named(list), (each) => each < node);
    if (file.is(called, 'identifier')) {
      if (bindings.of(called) !== undefined) return undefined;
      return parameterOf(declarations.function(file.textOf(called)), { position, owner: undefined });
    }
    const name = lastName(file, file.is(called, 'field_expression') ? file.field(called, 'field') : called);
    if (name === undefined) return undefined;
    const owners = file.is(called, 'field_expression')
      ? seenThrough(typeOf(file.field(called, 'value'), depth))
      : [ownerOf(file.field(called, 'path'))];
    for (const owner of owners) {
      const own = owner === undefined ? undefined : declarations.member(nameOf(owner) ?? traitOf(owner) ?? '', name);
      if (own !== undefined) return parameterOf(own, { position, owner });
    }
    return undefined;
  }

  /** The type of a parameter of a function of the file, without `self`; nothing where its type parameters come in. */
  function parameterOf(
    item: Node | undefined,
    { position, owner }: { position: number; owner: Type | undefined },
  ): Type | undefined {
    const list = item === undefined ? undefined : file.field(item, 'parameters');
    if (item === undefined || list === undefined) return undefined;
    const parameter = file.named(list).filter((child) => file.is(child, 'parameter'))[position];
    if (parameter === undefined) return undefined;
    const type = types.read(file.field(parameter, 'type'));
    const filled = owner === undefined ? type : types.fillIn(type, { declaration: item, owner });
    return substitute(filled, {
      owner: item,
      values: new Map(typeParametersOf(file, item).map((name) => [name, undefined])),
      depth: 0,
    });
  }
}

/** The expression that a block ends in, when it does not end in a statement. */
export function tailOf(file: SourceFile, block: Node | undefined): Node | undefined {
  const last = file.named(block).at(-1);
  if (last === undefined || file.is(last, 'expression_statement')) {
    // A block-like expression at the end is a statement to the grammar, with or without a semicolon.
    const inner = last === undefined ? undefined : file.named(last)[0];
    return last !== undefined && inner !== undefined && !file.textOf(last).endsWith(';') ? inner : undefined;
  }
  return file.is(last, 'let_declaration', 'empty_statement', 'label') || /_item$|_declaration$|_definition$/.test(file.kind(last))
    ? undefined
    : last;
}

/** The arguments of a call. */
export function argumentsOf(file: SourceFile, call: Node | undefined): Node[] {
  return file.named(file.field(call, 'arguments')).filter((argument) => !file.is(argument, 'attribute_item'));
}

/** What `*` gives: the pointee of a reference, a raw pointer or a box. */
export function pointedTo(type: Type | undefined): Type | undefined {
  if (type?.kind === 'pointer' || type?.kind === 'reference') return type.to;
  if (type?.kind !== 'path' || !dereferencing.has(nameOf(type) ?? '')) return undefined;
  const inner = type.arguments[0];
  return nameOf(type) === 'Pin' ? pointedTo(inner) : inner;
}

/** A type and what a field or method access sees behind it; raw pointers are not seen through. */
export function seenThrough(type: Type | undefined): Type[] {
  const found: Type[] = [];
  let at = type;
  for (let depth = 0; at !== undefined && depth < 8; depth++) {
    found.push(at);
    at = at.kind === 'pointer' ? undefined : pointedTo(at);
  }
  return found;
}

/** The first type argument, the element or the pointee. */
function firstOf(type: Type | undefined): Type | undefined {
  switch (type?.kind) {
    case 'pointer':
    case 'reference':
      return type.to;
    case 'array':
    case 'slice':
      return type.element;
    case 'path':
      return type.arguments[0];
    default:
      return undefined;
  }
}

/** What `?` gives. */
function wrapped(type: Type | undefined): Type | undefined {
  return type?.kind === 'path' && ['Option', 'Result'].includes(nameOf(type) ?? '') ? type.arguments[0] : undefined;
}
