// What keeps an element from being used that Playwright calls covered; null where it is that.
element => inertBy(element) ?? unpressableBy(element)
