import type { WireComponent } from '../wire.ts';

export const COMPONENT_TYPE = { row: 1, button: 2, stringSelect: 3 } as const;
export const LINK_STYLE = 5;
export const PREMIUM_STYLE = 6;

/** A component of whatever kind: what is common to looking for it, checking it and numbering it. */
export type AnyComponent = {
  type: number;
  id?: number;
  custom_id?: string;
  style?: number;
  label?: string;
  emoji?: { name?: string | null };
  url?: string;
  sku_id?: string;
  disabled?: boolean;
  min_values?: number;
  max_values?: number;
  placeholder?: string;
  options?: ComponentOption[];
  components?: AnyComponent[];
  accessory?: AnyComponent;
};

/** An option of a select. */
export type ComponentOption = {
  label: string;
  value: string;
  description?: string;
  emoji?: { name?: string | null };
  default?: boolean;
};

/** A component and where it stands in the body. */
export type PlacedComponent = { component: AnyComponent; path: PropertyKey[] };

/** All components of a message, from the outside in. */
export function placedComponents(components: WireComponent[]): PlacedComponent[] {
  return anyComponents(components).flatMap((component, index) => placed(component, ['components', index]));
}

/** The components at the top of a message. */
export function anyComponents(components: WireComponent[]): AnyComponent[] {
  // The union of all components has no common shape; AnyComponent names the fields that occur.
  return components as unknown as AnyComponent[];
}

/** The components of one type, wherever they stand. */
export function componentsOf(components: WireComponent[], type: number): AnyComponent[] {
  return placedComponents(components).flatMap(({ component }) => (component.type === type ? [component] : []));
}

function placed(component: AnyComponent, path: PropertyKey[]): PlacedComponent[] {
  const inside = component.components ?? [];
  return [
    { component, path },
    ...inside.flatMap((inner, index) => placed(inner, [...path, 'components', index])),
    ...(component.accessory ? placed(component.accessory, [...path, 'accessory']) : []),
  ];
}

/** Components as Discord gives them back: each with a number, selects with their bounds. */
export function withComponentIds(components: WireComponent[]): WireComponent[] {
  const copies = structuredClone(components);
  let next = 1;
  for (const { component } of placedComponents(copies)) {
    component.id ??= next++;
    if (component.type === COMPONENT_TYPE.stringSelect) {
      component.min_values ??= 1;
      component.max_values ??= 1;
    }
  }
  return copies;
}
