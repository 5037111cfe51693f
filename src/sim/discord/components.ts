import type { WireComponent } from './wire.ts';

export const COMPONENT_TYPE = { row: 1, button: 2, stringSelect: 3, container: 17 } as const;
export const LINK_STYLE = 5;
export const PREMIUM_STYLE = 6;

/** A component of whatever kind: what is common to looking for it, checking it and numbering it. */
export type AnyComponent = {
  type: number;
  id?: number;
  custom_id?: string;
  style?: number;
  label?: string;
  emoji?: object;
  url?: string;
  sku_id?: string;
  disabled?: boolean;
  min_values?: number;
  max_values?: number;
  options?: { label: string; value: string }[];
  components?: AnyComponent[];
  accessory?: AnyComponent;
};

/** A component and everything in it, from the outside in. */
export function withinComponent(component: AnyComponent): AnyComponent[] {
  const inner = [...(component.components ?? []), ...(component.accessory ? [component.accessory] : [])];
  return [component, ...inner.flatMap(withinComponent)];
}

export function withinComponents(components: WireComponent[]): AnyComponent[] {
  // The union of all components has no common shape; AnyComponent names the fields that occur.
  return (components as unknown as AnyComponent[]).flatMap(withinComponent);
}

/** Components as Discord gives them back: each with a number, selects with their bounds. */
export function withComponentIds(components: WireComponent[]): WireComponent[] {
  const copies = structuredClone(components);
  let next = 1;
  for (const component of withinComponents(copies)) {
    component.id ??= next++;
    if (component.type === COMPONENT_TYPE.stringSelect) {
      component.min_values ??= 1;
      component.max_values ??= 1;
    }
  }
  return copies;
}
