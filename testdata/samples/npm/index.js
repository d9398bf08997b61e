console.log(require("sbomlock-sample-lib")());
