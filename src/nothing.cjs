// What is there in place of a module that nobody calls; see fast-start.js.
module.exports = {};
