module.exports = () => "lib";
