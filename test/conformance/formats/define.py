"""Functions and classes of an installed package, unchanged, without importing it: several import torch, which is several gigabytes."""

import __future__
import ast
from importlib.util import find_spec
from pathlib import Path


def define(package, module, wanted, known):
    """Runs the functions, classes and constants of these names in a module, and nothing else of it."""
    path = Path(next(iter(find_spec(package).submodule_search_locations))) / module
    tree = ast.parse(path.read_text(encoding="utf-8"))
    tree.body = [node for node in tree.body if names_of(node) & wanted]
    missing = wanted - set().union(*map(names_of, tree.body))
    if missing:
        raise ImportError(f"{path} must define {sorted(missing)}, but does not. Look at what the new release of {package} calls it.")
    # Names of types that are only in annotations are not looked up.
    exec(compile(tree, path, "exec", __future__.annotations.compiler_flag), known)


def names_of(node):
    if isinstance(node, (ast.FunctionDef, ast.ClassDef)):
        return {node.name}
    targets = node.targets if isinstance(node, ast.Assign) else []
    return {target.id for target in targets if isinstance(target, ast.Name)}
