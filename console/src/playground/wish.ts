import type { Order } from './order.ts';

const name = 'plantain.order';

/** Another page hands an order over; it is taken once. */
export const leaveWish = (order: Partial<Order>): void => sessionStorage.setItem(name, JSON.stringify(order));

export function takeWish(): Partial<Order> | undefined {
  const kept = sessionStorage.getItem(name);
  sessionStorage.removeItem(name);
  return kept === null ? undefined : (JSON.parse(kept) as Partial<Order>);
}
