"""People called by their given name in running text: "Tobias gave up", "ask Ines"."""

from __future__ import annotations

import re
from collections.abc import Iterator

from translator.redaction.spans import Sensitive

# Common in several languages. Left out: names that are words (Mark, Grace), places (Victoria, Jordan) or
# tools that tickets speak of (Travis, Jasmine, Julia, Cassandra, Gerrit, Jackson, Ava).
_NAMES = frozenset(
    """
    Aaron Abdul Abdullah Abigail Adam Adrian Adriana Agnes Agnieszka Ahmed Aisha Akira Alan Albert
    Alberto Alejandra Alejandro Aleksandr Alessandra Alessandro Alexander Alexandra Alexandre Alexei
    Alexey Alfred Alfredo Alice Alicia Alina Alisha Alison Allison Alvaro Amanda Amelia Amina Amir Amit
    Amy Ana Anastasia Anders Andrea Andreas Andrei Andrew Andrey Andrzej Angela Anita Anjali Anna Anne
    Annika Anton Antonio Anya Arjun Armando Arnaud Arthur Arturo Arun Asha Ashley Astrid Ayesha Barbara
    Bartosz Beatrice Beatriz Benjamin Bernard Bernd Bernhard Bettina Bianca Birgit Bjorn Bogdan Boris
    Brandon Brenda Brian Brigitte Bruno Bryan Camila Carla Carlos Carmen Carolina Caroline Catherine
    Cecilia Chandra Chiara Christina Christine Christoph Christophe Christopher Claire Clara Claudia
    Claudio Colleen Connor Cristina Cynthia Damian Daniel Daniela Danielle Darren David Deborah Deepak
    Denise Dennis Derek Diana Diego Dieter Dimitri Dirk Dmitri Dmitry Dominik Donald Donna Dorothy
    Douglas Duncan Dylan Edgar Eduardo Edward Edwin Ekaterina Eleanor Elena Elias Elif Elisa Elisabeth
    Elise Elizabeth Ella Ellen Emanuel Emil Emilia Emilie Emily Emma Enrique Eric Erica Erik Erika
    Ernesto Esteban Esther Ethan Eugene Eva Evelyn Fabian Fabio Fatima Federico Felipe Felix Fernanda
    Fernando Filip Finn Francesca Francesco Francisco Franz Frederic Frederik Friedrich Gabriel Gabriela
    Gareth Gary Geoffrey Georg George Gerald Gerhard Giovanni Giulia Giuseppe Gloria Gordon Graham Greg
    Gregory Guillaume Guillermo Gunnar Gustavo Hannah Hans Harald Harold Harry Hassan Heather Hector
    Heidi Heike Heinrich Helen Helga Henrik Henry Herbert Hiroshi Holger Howard Hugo Ian Ibrahim Ignacio
    Igor Ines Ingrid Irina Isaac Isabel Isabella Ivan Jacob Jacques Jakob Jakub James Jamie Jana Jane
    Janet Javier Jeffrey Jennifer Jens Jeremy Jerome Jessica Joachim Joan Joanna Joao Jochen Joel Johan
    Johanna Johannes John Jonas Jonathan Jorge Joris Jose Josef Joseph Joshua Juan Juana Judith Juergen
    Julian Juliana Julie Julien Justin Kamal Kamila Karen Karin Karl Karolina Katarina Katarzyna Kate
    Katharina Katherine Kathleen Kathrin Katja Kavita Keith Kelly Kenji Kenneth Kerstin Kevin Khalid
    Kieran Kimberly Klaus Konrad Krishna Kristen Kristina Krzysztof Lars Laura Lauren Laurent Leandro
    Leila Lena Leonard Leonardo Leslie Liam Lidia Linda Lisa Lorenzo Louis Louisa Louise Luca Lucas
    Lucia Lucy Luis Luisa Lukas Lydia Maciej Maddy Magdalena Mahmoud Malcolm Manfred Manuel Manuela
    Marcel Marcin Marco Marcos Marcus Marek Margaret Maria Mariam Mariana Marie Marina Mario Marion
    Marius Markus Marta Martha Martin Martina Mateusz Mathias Mathieu Matteo Matthew Matthias Matthieu
    Maureen Maurice Mauricio Maximilian Megan Mehmet Mei Melanie Melissa Michael Michaela Michal Michel
    Michele Michelle Miguel Mikhail Milan Miriam Mohamed Mohammad Mohammed Monica Monika Moritz Muhammad
    Nadia Nadine Nancy Naomi Natalia Natalie Natasha Nathan Neha Nicholas Nicola Nicolas Nicole Niklas
    Nikolai Nikolaus Nils Nina Noah Noelle Nora Norbert Norman Olaf Oleg Olga Oliver Olivia Olivier Omar
    Orlando Oskar Pablo Pamela Paola Pascal Patricia Patrick Patrik Paul Paula Pauline Pavel Pawel Pedro
    Peter Petra Philip Philipp Philippe Pierre Piotr Priya Priyanka Przemyslaw Rachel Rafael Rahul
    Raimund Rainer Raj Rajesh Ralf Ralph Ramon Raphael Raquel Rashid Ravi Raymond Rebecca Reinhard
    Renata Rene Ricardo Richard Robert Roberta Roberto Rodrigo Roger Roland Rolf Ronald Rosa Rosie
    Roxana Ruben Rudolf Russell Ruth Ryan Sabine Sabrina Samantha Samir Samuel Sandra Sanjay Sara Sarah
    Sascha Sean Sebastian Sergei Sergey Sergio Shannon Sharon Sheila Shirley Silvia Simon Simona Simone
    Sofia Sonia Sonja Sophia Sophie Stefan Stefanie Stefano Stephan Stephane Stephanie Stephen Steven
    Stuart Sunil Suresh Susan Susanne Sven Svetlana Sylvia Tamara Tanja Tanya Tatiana Teresa Terrence
    Theresa Thomas Thorsten Tiago Tiffany Tim Timothy Tina Tobias Todd Tomas Tomasz Tomoko Torsten Tracy
    Tyler Ulrich Ulrike Ursula Uwe Valentina Valeria Vanessa Veronica Vijay Viktor Vincent Vinod
    Vladimir Volker Walter Wendy Werner Wilhelm William Wojciech Wolfgang Xavier Yasmin Yolanda Yuki
    Yusuf Yvonne Zachary Zoe Zoltan
    """.split()
)
# Not in a path, a dotted or compound name, a call, a hyphenated product, or before a number.
_NAME = re.compile(
    r"(?<![\w@/\\.$#%&=+-])([A-Z][a-z]{1,12})(?:[ ]([A-Z](?:\.|[a-z]{2,14}))(?![\w]))?"
    r"(?![\w/\\@_(]|[-.:]\w|[ ]?\d)"
)
_HOLIDAYS_AND_LAWS = re.compile(
    r"[’']s (?:law|algorithm|method|theorem|distribution)\b|[ ](?:Day|Street|Road|Cup)\b"
)


def given_names(text: str) -> Iterator[Sensitive]:
    """Where somebody is called by a common given name, with the surname that follows it."""
    for match in _NAME.finditer(text):
        if match.group(1) in _NAMES and not _HOLIDAYS_AND_LAWS.match(text, match.end(1)):
            yield Sensitive("NAME", "a name", *match.span())
