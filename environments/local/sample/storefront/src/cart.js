/** A cart with one more piece of a product. */
export function addToCart(cart, product) {
  const known = cart.some((item) => item.sku === product.sku);
  if (!known) return [...cart, { ...product, quantity: 1 }];
  return cart.map((item) => (item.sku === product.sku ? { ...item, quantity: item.quantity + 1 } : item));
}
