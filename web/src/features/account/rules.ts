/** The server's rule for new passwords. */
export const isStrong = (password: string) =>
  [...password].length >= 8 && /\p{L}/u.test(password) && /\d/.test(password);
export const isEmail = (text: string) => /^[^@\s]+@[^@\s]+$/.test(text.trim());
